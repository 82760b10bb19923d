package piimaskingprocessor

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"
	"net/netip"
	"os"
	"strings"
)

const (
	// minHMACKey is the length of the shortest key in bytes: that of the hash, as RFC 2104, 3 asks for.
	minHMACKey = sha256.Size
	// keyIDBytes and tagBytes are how much of a hash is written; 128 bits do not collide.
	keyIDBytes = 4
	tagBytes   = 16
)

// readHMACKey reads the key for ActionHMAC.
func readHMACKey(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("hmac_key_file: %w", err)
	}
	key := bytes.TrimSpace(raw)
	if len(key) < minHMACKey {
		return nil, fmt.Errorf("hmac_key_file: the key in %s has %d bytes; it needs at least %d, "+
			"for instance those of `openssl rand -hex 32`", path, len(key), minHMACKey)
	}
	return key, nil
}

// keyedHash writes HMAC-SHA-256 of texts. It belongs to one goroutine.
type keyedHash struct {
	mac hash.Hash
	// keyID tells which key made a hash, so that hashes from before and after a change of keys are not compared.
	keyID   string
	sum     []byte
	scratch []byte
}

func newKeyedHash(key []byte) *keyedHash {
	h := &keyedHash{mac: hmac.New(sha256.New, key)}
	h.mac.Write([]byte("pii_masking key id"))
	h.keyID = string(appendLetters(nil, h.mac.Sum(nil)[:keyIDBytes]))
	return h
}

// append appends label with the hash of the match in it: [EMAIL:hmac:<key id>:<hash>].
func (h *keyedHash) append(buf []byte, label string, kind detector, text string) []byte {
	h.scratch = appendCanonical(h.scratch[:0], kind, text)
	h.mac.Reset()
	h.mac.Write(h.scratch)
	h.sum = h.mac.Sum(h.sum[:0])
	buf = append(buf, strings.TrimSuffix(label, "]")...)
	buf = append(buf, hmacInfix...)
	buf = append(buf, h.keyID...)
	buf = append(buf, ':')
	return append(appendLetters(buf, h.sum[:tagBytes]), ']')
}

// appendLetters writes bytes in the letters a to p, half a byte each: hexadecimal digits could be taken for a
// number by a detector, here or behind us.
func appendLetters(buf, raw []byte) []byte {
	for _, b := range raw {
		buf = append(buf, 'a'+b>>4, 'a'+b&0xf)
	}
	return buf
}

// appendCanonical appends a match in the one form that all its spellings share, so that their hashes are equal.
func appendCanonical(buf []byte, kind detector, text string) []byte {
	switch kind {
	case detectorCreditCard, detectorUSSSN, detectorPhone:
		return appendAlnum(buf, text, classDigit)
	case detectorIBAN, detectorMACAddress, detectorUUID:
		return appendAlnum(buf, strings.ToUpper(text), classAlnum)
	case detectorEmail:
		return append(buf, strings.ToLower(decodeAtSign(text))...)
	case detectorIPAddress:
		if address, err := netip.ParseAddr(text); err == nil {
			return address.Unmap().AppendTo(buf)
		}
	}
	return append(buf, text...)
}

func appendAlnum(buf []byte, text string, class charClass) []byte {
	for i := range len(text) {
		if is(text[i], class) {
			buf = append(buf, text[i])
		}
	}
	return buf
}
