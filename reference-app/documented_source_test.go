package referenceapp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// logCall is a call of slog in the source: the package's folder, its level, its message with "…" for what is not fixed, and
// its attributes.
type logCall struct {
	folder, level, message string
	attributes             []string
}

// logCalls finds the calls of slog in the packages that API, worker and commands are made of.
func logCalls(t *testing.T) (calls []logCall) {
	t.Helper()
	for _, dir := range []string{"internal", "cmd/api", "cmd/worker"} {
		require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "demo" || entry.Name() == "traffic"):
				return filepath.SkipDir
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				calls = append(calls, logCallsIn(t, path)...)
			}
			return nil
		}))
	}
	return calls
}

func logCallsIn(t *testing.T, path string) (calls []logCall) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(node ast.Node) bool {
		call, isCall := node.(*ast.CallExpr)
		if !isCall {
			return true
		}
		if level, isLog := strings.CutSuffix(selected(call.Fun, "slog"), "Context"); isLog {
			calls = append(calls, logCall{filepath.ToSlash(filepath.Dir(path)), strings.ToUpper(level), message(call.Args[1]), attributes(call.Args[2:])})
		}
		return true
	})
	return calls
}

// selected returns the name that an expression selects from a package.
func selected(expression ast.Expr, pkg string) string {
	selector, is := expression.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	if from, is := selector.X.(*ast.Ident); !is || from.Name != pkg {
		return ""
	}
	return selector.Sel.Name
}

func message(expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return message(e.X) + message(e.Y)
	default:
		return "…"
	}
}

// attributes names the attributes: a text before its value, or what slog.String and its like begin with.
func attributes(args []ast.Expr) (names []string) {
	for i := 0; i < len(args); i++ {
		if call, is := args[i].(*ast.CallExpr); is {
			names = append(names, message(call.Args[0]))
			continue
		}
		names = append(names, message(args[i]))
		i++
	}
	return names
}
