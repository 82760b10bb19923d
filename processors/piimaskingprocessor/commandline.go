package piimaskingprocessor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// namesCommandLine tells whether a key, split into words in lower case (splitKey), holds how a program was called:
// process.command_line, process.command_args, argv, cmdline.
func namesCommandLine(words []string) bool {
	if len(words) == 0 {
		return false
	}
	before := ""
	if len(words) > 1 {
		before = words[len(words)-2]
	}
	switch words[len(words)-1] {
	case "argv", "cmdline", "commandline", "cmd", "command":
		return true
	case "line", "args", "arguments":
		return before == "command" || before == "cmd"
	}
	return false
}

// options looks at the long options of a command line whose value stands behind a space: --password x. With an equals
// sign they are pairs like any other.
func (p *pass) options(s string) {
	eachIndex(s, "--", func(i int) int {
		name := i + len("--")
		end := urlSafe.runEnd(s, name, len(s))
		if i > 0 && !isSpace(s[i-1]) || end+1 >= len(s) || s[end] != ' ' || !is(s[name], classLetter) {
			return end
		}
		o := pair{s: s, sep: end, keyStart: name, keyEnd: end, value: afterSpace(s, end)}
		if o.value == len(s) || s[o.value] == '-' || !secretNames.get(o.key()) {
			return end
		}
		from, to, ok := o.secret()
		if !ok {
			return end
		}
		p.matches = append(p.matches, match{kind: detectorSecret, start: from, end: to})
		return to
	})
}

// arguments masks the arguments of a program, which stand apart. The one behind the option --password is a secret.
func (p *pass) arguments(at place, args pcommon.Slice, h hint, depth int) {
	secret := false
	args.RemoveIf(func(arg pcommon.Value) bool {
		named := secret
		secret = arg.Type() == pcommon.ValueTypeStr && isSecretOption(arg.Str())
		if named && arg.Type() == pcommon.ValueTypeStr && isOptionValue(arg.Str()) && p.looksFor(detectorSecret) {
			p.argument(at, arg)
			return false
		}
		return p.inner(at, arg, h, depth) == dropped
	})
}

// argument masks a whole argument. It keeps its place, lest the one behind it be taken for the secret the next time.
func (p *pass) argument(at place, arg pcommon.Value) {
	s := arg.Str()
	p.tally.bytes += int64(len(s))
	p.matches = append(p.matches[:0], match{kind: detectorSecret, end: len(s)})
	switch text, what := p.settled(at, s, 0); what {
	case changed:
		arg.SetStr(text)
	case dropped:
		arg.SetStr("")
	}
}

// isOptionValue tells whether an argument behind an option can be its value.
func isOptionValue(arg string) bool {
	return !strings.HasPrefix(arg, "-") && !isPlaceholder(arg)
}

// isSecretOption tells whether an argument is an option that names a secret and has no value of its own.
func isSecretOption(arg string) bool {
	name, ok := strings.CutPrefix(arg, "--")
	return ok && secretNames.get(name)
}
