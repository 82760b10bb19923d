package dbspan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestInnerStatement(t *testing.T) {
	const inner = "SELECT a FROM t WHERE b = @p0"
	for text, want := range map[string]string{
		"exec sp_executesql N'" + inner + "',N'@p0 int',@p0=5": inner,
		"EXECUTE sys.sp_executesql '" + inner + "'":            inner,
		"sp_executesql N'" + inner:                             inner,
		"/* app */ exec sp_executesql  N'" + inner + "', N''":  inner,
		"exec sp_executesql N'SELECT ''x'' FROM t',N'@p0 int'": "SELECT 'x' FROM t",
		"exec sp_executesql N'SELECT 1 WHERE a = ''it''''s":    "SELECT 1 WHERE a = 'it''s", // cut off
		"exec sp_executesql @statement":                        "exec sp_executesql @statement",
		"exec GetCustomer N'a'":                                "exec GetCustomer N'a'",
		"SELECT 'exec sp_executesql N''x'' '":                  "SELECT 'exec sp_executesql N''x'' '",
		"":                                                     "",
	} {
		assert.Equal(t, want, innerStatement(text), text)
	}
}
