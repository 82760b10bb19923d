package sqlfingerprint

// batchName names the commands of a pipeline or a transaction.
type batchName struct {
	commands int
	multi    bool   // the first command is MULTI
	same     string // the command, if all are the same
	mixed    bool
}

// summarizeCommands names the command. Several are PIPELINE, or MULTI where the text starts a transaction, and the
// command behind it if all are the same. Source: semantic conventions for Redis, db.operation.name.
func summarizeCommands(d Dialect, text string) string {
	var b batchName
	r := newCommandReader(d, text)
	for {
		fresh := r.state == atCommand
		piece := r.next()
		if piece == "" {
			return b.String()
		}
		if fresh && piece != "?" {
			b.add(piece)
		}
	}
}

func (b *batchName) add(command string) {
	if b.commands == 0 && command == "MULTI" {
		b.multi = true
	}
	b.commands++
	if command == "MULTI" || command == "EXEC" {
		return
	}
	b.mixed = b.mixed || b.same != "" && b.same != command
	b.same = command
}

func (b *batchName) String() string {
	var s summary
	switch {
	case b.multi:
		s.add("MULTI")
	case b.commands > 1:
		s.add("PIPELINE")
	}
	if !b.mixed {
		s.add(b.same)
	}
	if s.words == 0 && b.commands > 0 {
		s.add("EXEC")
	}
	return s.String()
}
