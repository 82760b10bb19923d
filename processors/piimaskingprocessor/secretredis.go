package piimaskingprocessor

import "strings"

// maxRedisWords is how many words of a Redis command are read: HELLO 3 AUTH user password, and one more.
const maxRedisWords = 6

// redisSecretAt finds the password in a Redis command that is the text from there on: AUTH, HELLO … AUTH, and CONFIG SET
// of requirepass and masterauth (redis.io, commands). Clients write the names of commands in capitals; a sentence that
// begins with such a word is not, so behind AUTH only what reads as a secret is one.
func redisSecretAt(s string, from int) (start, end int, ok bool) {
	rest := s[from:]
	if !strings.HasPrefix(rest, "AUTH ") && !strings.HasPrefix(rest, "HELLO ") && !strings.HasPrefix(rest, "CONFIG SET ") {
		return 0, 0, false
	}
	words := redisWords{text: s}
	words.read(from)
	switch {
	case words.at(0) == "AUTH":
		ok = (words.n == 2 || words.n == 3) && readsAsSecret(words.at(words.n-1))
		start, end = words.bounds(words.n - 1)
	case words.at(0) == "HELLO":
		ok = words.at(2) == "AUTH"
		start, end = words.bounds(4)
	default:
		ok = strings.EqualFold(words.at(2), "requirepass") || strings.EqualFold(words.at(2), "masterauth")
		start, end = words.bounds(3)
	}
	return start, end, ok && start < end && !isPlaceholder(s[start:end])
}

// redisWords are the first words of a command, without their quotes.
type redisWords struct {
	text   string
	starts [maxRedisWords]int
	ends   [maxRedisWords]int
	n      int
}

func (w *redisWords) read(i int) {
	for w.n < maxRedisWords {
		if i = afterSpace(w.text, i); i == len(w.text) {
			return
		}
		start, next := i, i
		for next < len(w.text) && !isSpace(w.text[next]) {
			next++
		}
		end := next
		if q, ok := openingQuote(w.text, i); ok {
			if closing, closed := q.closing(w.text); closed {
				start, end, next = q.after, closing, closing+q.backslash+1
			}
		}
		w.starts[w.n], w.ends[w.n] = start, end
		w.n++
		i = next
	}
}

// bounds returns where the i-th word stands; one that is not there is empty.
func (w *redisWords) bounds(i int) (start, end int) {
	if i < 0 || i >= w.n {
		return 0, 0
	}
	return w.starts[i], w.ends[i]
}

func (w *redisWords) at(i int) string {
	start, end := w.bounds(i)
	return w.text[start:end]
}
