package sqlfingerprint

// argument reads one argument, without its quotes. A quote that does not end hides the rest of the text.
func (r *commandReader) argument() string {
	r.skipBlanks()
	start := r.at
	if r.at >= len(r.text) {
		return ""
	}
	if q := r.text[start]; q == '"' || q == '\'' {
		stop := quotedArgumentEnd(r.text, start+1, q)
		if stop > 0 {
			r.at = stop
			return r.text[start+1 : stop-1]
		}
		r.skipWord()
		start, stop = start+1, r.at
		r.at = len(r.text)
		return r.text[start:stop]
	}
	r.skipWord()
	return r.text[start:r.at]
}

// quotedArgumentEnd is the position behind the closing quote of the argument whose inside starts at i; 0 where
// there is none. Behind the closing quote the argument ends: 'it's' is one.
func quotedArgumentEnd(text string, i int, quote byte) int {
	for ; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == quote && (i+1 == len(text) || text[i+1] <= ' ' || text[i+1] == ';'):
			return i + 1
		}
	}
	return 0
}

// skipWord goes to the end of an argument without quotes.
func (r *commandReader) skipWord() {
	r.at = wordStop(r.text, r.at)
	for r.at < len(r.text) && r.text[r.at] == ';' && !r.separates() {
		r.at = wordStop(r.text, r.at+1)
	}
}

// word reads up to the next blank or `;`.
func (r *commandReader) word() string {
	start := r.at
	r.at = wordStop(r.text, r.at)
	return r.text[start:r.at]
}

// wordStop is where the blank or the `;` is that ends the word at i, or the text.
func wordStop(text string, i int) int {
	for len(text) >= 8 && i < len(text) {
		if found := endsArgument(window(text, i)); found != 0 { // the 0 behind the end is one
			return i + firstOf(found)
		}
		i += 8
	}
	for i < len(text) && text[i] > ' ' && text[i] != ';' {
		i++
	}
	return i
}

// separates tells whether the `;` here ends the command: a known command stands behind it, in the letter case of the
// first one. Any other `;` is a byte of a value.
func (r *commandReader) separates() bool {
	i := r.at + 1
	for i < len(r.text) && (r.text[i] == ' ' || r.text[i] == '\t') {
		i++
	}
	if i == len(r.text) || r.lower != (r.text[i] >= 'a' && r.text[i] <= 'z') {
		return false
	}
	stop := i
	for stop < len(r.text) && stop-i <= maxCommand && r.text[stop] > ' ' && r.text[stop] != ';' {
		stop++
	}
	_, ok := findCommand(r.text[i:stop])
	return ok
}

func (r *commandReader) skipBlanks() {
	for r.at < len(r.text) && r.text[r.at] <= ' ' && r.text[r.at] != '\n' {
		r.at++
	}
}

// skipBreaks goes to the start of the next command.
func (r *commandReader) skipBreaks() {
	if r.text[r.at] == ';' {
		r.at++
	}
	for r.at < len(r.text) && r.text[r.at] <= ' ' {
		r.at++
	}
}

func (r *commandReader) lineEnds() bool {
	r.skipBlanks()
	return r.at >= len(r.text) || r.text[r.at] == '\n' || r.text[r.at] == ';' && r.separates()
}

// skipArguments goes to the end of the command and tells whether there was anything.
func (r *commandReader) skipArguments() bool {
	r.state = atLineEnd
	some := false
	for !r.lineEnds() {
		r.argument()
		some = true
	}
	if r.blocks && r.info.stores() && r.at < len(r.text) {
		r.at, some = len(r.text), true
	}
	return some
}

// trimCommands takes off what stands before the first command and behind the last.
func trimCommands(text string) string {
	start, stop := 0, len(text)
	for start < stop && isBetweenCommands(text[start]) {
		start++
	}
	for start < stop && isBetweenCommands(text[stop-1]) {
		stop--
	}
	return text[start:stop]
}

func isBetweenCommands(c byte) bool {
	return c == ';' || c == ' ' || c == '\t' || c == '\r' || c == '\n'
}
