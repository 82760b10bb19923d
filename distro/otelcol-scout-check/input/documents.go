package input

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// documents cuts a stream into JSON documents, whether each stands on a line of its own or spreads over many. It holds
// one document at a time.
type documents struct {
	reader *bufio.Reader
	name   string // of the file, for errors
	line   int    // of the next byte, from 1
	max    int    // bytes of a document
	buffer []byte
}

func newDocuments(reader io.Reader, name string, maxBytes int) *documents {
	return &documents{reader: bufio.NewReaderSize(reader, 64<<10), name: name, line: 1, max: maxBytes}
}

// document is one JSON document and the line it starts on. Its bytes are valid until the next one is asked for.
type document struct {
	raw  []byte
	line int
}

// next returns the next document, or io.EOF at the end of the stream. Only braces are balanced here: whether the
// document is well formed is for the decoder to say.
func (d *documents) next() (document, error) {
	if err := d.skipSpace(); err != nil {
		return document{}, err
	}
	start := d.line
	d.buffer = d.buffer[:0]
	var open balance
	for {
		c, err := d.readByte()
		if err != nil {
			return document{}, d.cutOff(start, err)
		}
		if c == '\n' && open.inText {
			return document{}, d.fault(d.line-1, "the line ends in the middle of a text; the file was cut off here, or written by two processes at once")
		}
		if len(d.buffer) == d.max {
			return document{}, d.fault(start, fmt.Sprintf("the document that starts here is larger than %d MiB, the most that is read at once; make the batches smaller, or download fewer traces at a time", d.max>>20))
		}
		d.buffer = append(d.buffer, c)
		if open.closes(c) {
			return document{d.buffer, start}, nil
		}
	}
}

// balance follows braces and brackets outside of texts.
type balance struct {
	depth           int
	inText, escaped bool
}

// closes takes the next byte and tells whether it ends the document.
func (b *balance) closes(c byte) bool {
	if b.inText {
		b.inText = b.escaped || c != '"'
		b.escaped = !b.escaped && c == '\\'
		return false
	}
	switch c {
	case '"':
		b.inText = true
	case '{', '[':
		b.depth++
	case '}', ']':
		b.depth--
	}
	return b.depth <= 0
}

// skipSpace goes to the brace that opens the next document.
func (d *documents) skipSpace() error {
	for {
		c, err := d.readByte()
		switch {
		case errors.Is(err, io.EOF):
			return io.EOF
		case err != nil:
			return d.unreadable(err)
		case c == ' ', c == '\t', c == '\r', c == '\n':
		case c == '{':
			return d.reader.UnreadByte()
		case c == 0xef && d.skipByteOrderMark():
		default:
			return d.fault(d.line, notAnObject(c))
		}
	}
}

// skipByteOrderMark takes the rest of the mark that some editors put in front of UTF-8.
func (d *documents) skipByteOrderMark() bool {
	rest, err := d.reader.Peek(2)
	if err != nil || !bytes.Equal(rest, []byte{0xbb, 0xbf}) {
		return false
	}
	_, err = d.reader.Discard(len(rest))
	return err == nil
}

// notAnObject says what to do about a document that starts with another byte than a brace.
func notAnObject(c byte) string {
	switch c {
	case 0x1f, 0x28: // the first bytes of gzip and of zstd
		return "this is not JSON but looks compressed; leave `compression` out of the file exporter, or decompress the file first"
	default:
		return "a JSON object is expected here: an OTLP request, or what Jaeger's API answers; set `format: json` at the file exporter"
	}
}

func (d *documents) readByte() (byte, error) {
	c, err := d.reader.ReadByte()
	if err == nil && c == '\n' {
		d.line++
	}
	return c, err
}

func (d *documents) cutOff(start int, err error) error {
	if !errors.Is(err, io.EOF) {
		return d.unreadable(err)
	}
	return d.fault(start, "the document that starts here is not complete; stop what writes the file before it is checked, and write it anew")
}

func (d *documents) unreadable(err error) error {
	return fmt.Errorf("%s: line %d: cannot be read: %w", d.name, d.line, err)
}

func (d *documents) fault(line int, what string) error {
	return fmt.Errorf("%s: line %d: %s", d.name, line, what)
}

// decode reads the document into a value; the error names the line, and quotes nothing.
func (d *documents) decode(doc document, into any) error {
	err := json.Unmarshal(doc.raw, into)
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return d.fault(lineAt(doc, syntax.Offset), "this is not valid JSON; the file was cut off, or changed after it was written")
	case errors.As(err, &wrongType):
		return d.fault(lineAt(doc, wrongType.Offset), fmt.Sprintf("the field %q does not have the type %s; this is not what Jaeger writes", wrongType.Field, wrongType.Type))
	default:
		return d.fault(doc.line, "this is not what Jaeger writes")
	}
}

// lineAt is the line of a byte of the document.
func lineAt(doc document, offset int64) int {
	return doc.line + bytes.Count(doc.raw[:min(int(offset), len(doc.raw))], []byte{'\n'})
}
