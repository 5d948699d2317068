package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const issuer = "zal-staff"

var encoding = base64.RawURLEncoding

type claims struct {
	Issuer  string `json:"iss"`
	Subject string `json:"sub"`
	ID      string `json:"jti"`
	Issued  int64  `json:"iat"`
	Expires int64  `json:"exp"`
}

// JSON Web Tokens. The ended ones are in a file, so that a restart revives none.
type tokens struct {
	secret []byte
	mutex  sync.Mutex
	ended  map[string]bool
	file   *os.File
}

func openTokens(secret, path string) *tokens {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	t := &tokens{secret: []byte(secret), ended: map[string]bool{}, file: file}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		t.ended[lines.Text()] = true
	}
	return t
}

func (t *tokens) signature(signed string) []byte {
	mac := hmac.New(sha256.New, t.secret)
	mac.Write([]byte(signed))
	return mac.Sum(nil)
}

func (t *tokens) issue(subject string, now time.Time) string {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		panic(err)
	}
	c := claims{issuer, subject, hex.EncodeToString(id), now.Unix(), now.Add(lifetime).Unix()}
	payload, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	signed := encoding.EncodeToString([]byte(`{"typ":"JWT","alg":"HS256"}`)) + "." + encoding.EncodeToString(payload)
	return signed + "." + encoding.EncodeToString(t.signature(signed))
}

// The claims of the bearer token, even of an expired or ended one; nil if it is not ours.
func (t *tokens) parse(r *http.Request) *claims {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	end := strings.LastIndexByte(token, '.')
	if !strings.EqualFold(scheme, "Bearer") || end < 0 {
		return nil
	}
	signature, err := encoding.DecodeString(token[end+1:])
	if err != nil || !hmac.Equal(signature, t.signature(token[:end])) {
		return nil
	}
	header, payload, _ := strings.Cut(token[:end], ".")
	var h struct{ Alg string }
	var c claims
	if !decode(header, &h) || !decode(payload, &c) || h.Alg != "HS256" || c.Issuer != issuer {
		return nil
	}
	return &c
}

func decode(part string, into any) bool {
	text, err := encoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, into) == nil
}

func (t *tokens) hasEnded(c *claims) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.ended[c.ID]
}

// Ends a token, and returns whether it was not ended before.
func (t *tokens) end(c *claims) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.ended[c.ID] {
		return false
	}
	t.ended[c.ID] = true
	fmt.Fprintln(t.file, c.ID)
	return true
}
