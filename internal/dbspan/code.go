package dbspan

import "go.opentelemetry.io/collector/pdata/pcommon"

// Code is where in the source a span says it was made, by the stable code.* attributes, then by the legacy ones
// (https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/). Its strings are views of the span's.
type Code struct {
	// Function is the stable name, which holds its namespace; the legacy attributes have the two apart.
	Function                        string
	LegacyNamespace, LegacyFunction string
	File                            string
	// Line counts from 1; 0 where the span does not tell it.
	Line int64
}

// ReadCode reads the code.* attributes of a span that need not be a call.
func ReadCode(attrs pcommon.Map) (code Code) {
	for key, value := range attrs.All() {
		if len(key) > 0 && key[0] == 'c' {
			code.read(key, value)
		}
	}
	return code
}

func (c *Code) read(key string, value pcommon.Value) {
	switch key {
	case "code.function.name":
		c.Function = text(value)
	case "code.function":
		c.LegacyFunction = text(value)
	case "code.namespace":
		c.LegacyNamespace = text(value)
	case "code.file.path":
		c.File = text(value)
	case "code.filepath":
		if c.File == "" {
			c.File = text(value)
		}
	case "code.line.number", "code.lineno":
		c.Line = max(c.Line, number(value))
	}
}

// QualifiedFunction is the function with its namespace, as the stable code.function.name has it; empty where no
// function is told.
func (c Code) QualifiedFunction() string {
	switch {
	case c.Function != "":
		return c.Function
	case c.LegacyNamespace != "" && c.LegacyFunction != "":
		return c.LegacyNamespace + "." + c.LegacyFunction
	default:
		return c.LegacyFunction
	}
}
