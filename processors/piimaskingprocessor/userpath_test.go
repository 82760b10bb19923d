package piimaskingprocessor

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// bracketedUsers puts brackets around every user's name.
func bracketedUsers(s string) string {
	var out strings.Builder
	done := 0
	for i := nextUserPath(s, 0); i < len(s); i = nextUserPath(s, i+1) {
		if start, end, ok := userPathAt(s, i); ok && start >= done {
			out.WriteString(s[done:start] + "«" + s[start:end] + "»")
			done = end
		}
	}
	return out.String() + s[done:]
}

func TestUserPathFound(t *testing.T) {
	for _, want := range []string{
		"/home/«alice»",
		"/home/«alice»/.ssh/id_rsa",
		"/home/«alice.b-c_d+e»/x",
		"/home/«runner»/work",
		"/home/«_svc»/x",
		"/home/«001234»/x",
		"/home/«jürgen»/x",
		"/home/«张伟»/x",
		"/Users/«alice»/Library",
		"/var/home/«alice»/x",
		"/usr/home/«alice»/x",
		"/export/home/«alice»/x",
		"C:/Users/«alice»/x",
		`C:\Users\«alice»\AppData`,
		`C:\Users\«alice»`,
		`C:\\Users\\«alice»\\AppData`,
		`C:\Users\«John Smith»\AppData`,
		`C:\Users\«John» is there`,
		`\\server\Users\«alice»\x`,
		`{"path":"C:\\Users\\«alice»\\x"}`,
		`{"path":"/home/«alice»/x"}`,
		`{"text":"a\n/home/«alice»/x"}`,
		"open /home/«alice»: permission denied",
		"open /home/«alice».",
		"cwd=/home/«alice»",
		"PATH=/usr/bin:/home/«alice»/bin:/home/«bob»/bin",
		"file:///home/«alice»/x",
		"FILE:/home/«alice»/x",
		"path%3D/home/«alice»",
		"'/home/«alice»/x', \"/home/«bob»/x\"",
		"at f (/Users/«alice»/app/index.js:10:5)",
		"  File \"/home/«alice»/app.py\", line 3",
		"\t/home/«alice»/go/src/main.go:12 +0x1d",
		"cd /home/«alice»",
	} {
		in := strings.NewReplacer("«", "", "»", "").Replace(want)
		assert.Equal(t, want, bracketedUsers(in))
	}
}

func TestUserPathLeavesOtherText(t *testing.T) {
	for _, s := range []string{
		"",
		"/home",
		"/home/",
		"/home//x",
		"/homes/alice",
		"home/alice",
		"/Users/",
		`C:\Users\`,
		// Folders of nobody, and placeholders.
		"/home/root/x",
		"/Users/Shared/x",
		"/Users/shared",
		`C:\Users\Public\x`,
		`C:\Users\Default\x`,
		`C:\Users\All Users\x`,
		`C:\Users\Default User\x`,
		`C:\Users\%USERNAME%\x`,
		"/home/$USER/x",
		"/home/${USER}/x",
		"/home/{user}/x",
		"/home/<user>/x",
		"/home/:user/x",
		"/home/*/x",
		"/home/../x",
		"/home/.cache",
		"/home/[USER]/x",
		"/home/***/x",
		// Pages.
		"https://example.com/home/news",
		"https://example.com/Users/123",
		"example.com/home/news",
		"/api/v1/Users/123",
		"/scim/v2/Users/2819c223",
		"GET /home/news HTTP/1.1",
		"POST /Users/123",
		"/home/index.html",
		"/home/app.js",
		"/opt/home/alice",
		"{root}/home/alice",
		"~/home/alice",
	} {
		assert.Equal(t, s, bracketedUsers(s))
	}
}

func TestUserNameIsBounded(t *testing.T) {
	for _, folder := range userFolders {
		s := folder + strings.Repeat("a", 1000)
		start, end, ok := userPathAt(s, 0)
		assert.True(t, ok)
		assert.Equal(t, len(folder), start)
		assert.Equal(t, len(folder)+maxUserName, end)
	}
}

// TestNextUserPath puts each folder at every offset around the end of a window.
func TestNextUserPath(t *testing.T) {
	for _, folder := range userFolders {
		for pad := userPathWindow - 20; pad < userPathWindow+20; pad++ {
			s := strings.Repeat("x", pad) + folder + strings.Repeat("/", pad)
			assert.Equal(t, pad, nextUserPath(s, 0), folder)
			assert.Equal(t, pad, nextUserPath(s, pad), folder)
			assert.Equal(t, len(s), nextUserPath(s, pad+1), folder)
		}
	}
	assert.Equal(t, 0, nextUserPath("", 0))
	assert.Equal(t, 3, nextUserPath("/ho", 3))
	assert.Equal(t, 1, nextUserPath(`x/Users/home/ \Users\ `, 0))
}

func TestUserPathInOrdinaryTelemetry(t *testing.T) {
	testOrdinary(t, userPathAt)
	for _, line := range ordinaryLines {
		assert.Equal(t, len(line), nextUserPath(line, 0), line)
	}
}

func TestUserPathInAnyBytes(t *testing.T) { testAnyBytes(t, userPathAt) }

// FuzzUserPath holds, for every text: the next folder is the first of all; a name lies right after its folder, is
// bounded and holds no separator.
func FuzzUserPath(f *testing.F) {
	for _, seed := range []string{"/home/alice/x /Users/bob", `C:\Users\John Smith\x`, `C:\\Users\\x`, "/var/home/\xff", "/home/a/home/b", "GET /home/x"} {
		f.Add(seed, 0)
		f.Add(strings.Repeat(" ", userPathWindow-3)+seed, 1)
	}
	f.Fuzz(func(t *testing.T, s string, from int) {
		if from < 0 || from > len(s) {
			return
		}
		want := len(s)
		for _, folder := range userFolders {
			if i := strings.Index(s[from:], folder); i >= 0 {
				want = min(want, from+i)
			}
		}
		at := nextUserPath(s, from)
		assert.Equal(t, want, at)
		start, end, ok := userPathAt(s, at)
		if !ok {
			return
		}
		assert.True(t, at < start && start < end && end <= len(s) && end-start <= maxUserName+3)
		assert.NotContains(t, s[start:end], "/")
		assert.NotContains(t, s[start:end], `\`)
		masked := s[:start] + "***" + s[end:]
		_, _, ok = userPathAt(masked, at)
		assert.False(t, ok, masked)
	})
}

func BenchmarkUserPath(b *testing.B) {
	for _, size := range []int{20, 200, 2000} {
		text := cleanText(size)
		b.Run(fmt.Sprintf("next/clean/%d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				nextUserPath(text, 0)
			}
		})
	}
	many := strings.Repeat(`\Users\`, 1000)
	b.Run("next/many", func(b *testing.B) {
		b.SetBytes(int64(len(many)))
		b.ReportAllocs()
		for b.Loop() {
			for i := nextUserPath(many, 0); i < len(many); i = nextUserPath(many, i+1) {
			}
		}
	})
	benchmarkFinder(b, "page", "https://example.com/home/news", 19, false, userPathAt)
	benchmarkFinder(b, "hit", "open /home/alice/x: permission denied", 5, true, userPathAt)
}
