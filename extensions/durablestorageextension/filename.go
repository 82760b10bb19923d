package durablestorageextension

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"go.opentelemetry.io/collector/component"
)

// fileOf is the file that file_storage has opened for a component. It does not tell, so that its rule is followed here;
// an error means that the rule has changed.
func fileOf(directory string, kind component.Kind, id component.ID, name string) (string, error) {
	base := fileName(kind, id, name)
	file := filepath.Join(directory, base)
	_, err := os.Stat(file)
	if errors.Is(err, syscall.ENAMETOOLONG) {
		sum := sha256.Sum256([]byte(base))
		file = filepath.Join(directory, hex.EncodeToString(sum[:]))
		_, err = os.Stat(file)
	}
	if err != nil {
		return "", fmt.Errorf("file_storage has not opened the file that it should have: this version of it does not fit durable_storage: %w", err)
	}
	return file, nil
}

// fileName is made of kind, type and name of the component, and what it calls its storage, where it does.
func fileName(kind component.Kind, id component.ID, name string) string {
	parts := []string{strings.ToLower(kind.String()), id.Type().String(), id.Name()}
	if name != "" {
		parts = append(parts, name)
	}
	return escaped(strings.Join(parts, "_"))
}

// escaped writes what may mean something in a path as ~ and its number in hexadecimal.
func escaped(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_", r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "~%04X", r)
	}
	return b.String()
}
