package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

// What the tests need, and no part of the old backend: faults, and a record of the requests.

const loginPath = "/api/v1/auth/login"

type faults struct {
	DelayMS    int `json:"delay_ms"`
	Status     int
	HTML       bool
	Difference bool
}

// Fails as the tests say, and tells them what was asked.
func rehearsed(next http.Handler) http.Handler {
	requests, err := os.OpenFile(os.Getenv("REQUESTS"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorded := &recorder{ResponseWriter: w, line: object{"method": r.Method, "path": r.URL.Path}, to: requests}
		var given struct{ Email *string }
		json.Unmarshal(body, &given)
		recorded.line["account"] = given.Email

		var f faults
		if text, err := os.ReadFile(os.Getenv("FAULTS")); err == nil {
			json.Unmarshal(text, &f)
		}
		time.Sleep(time.Duration(f.DelayMS) * time.Millisecond)
		switch {
		case f.HTML:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			recorded.WriteHeader(max(f.Status, http.StatusOK))
			io.WriteString(w, "<!DOCTYPE html><title>Maintenance</title><p>Back soon.")
		case f.Status != 0:
			http.Error(recorded, http.StatusText(f.Status), f.Status)
		case f.Difference && r.URL.Path == loginPath:
			next.ServeHTTP(&changer{recorded}, r)
		default:
			next.ServeHTTP(recorded, r)
		}
	})
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}

// Writes a line before the answer is sent.
type recorder struct {
	http.ResponseWriter
	line object
	to   io.Writer
}

func (w *recorder) WriteHeader(status int) {
	w.line["status"] = status
	line, err := json.Marshal(w.line)
	if err != nil {
		log.Fatal(err)
	}
	w.to.Write(append(line, '\n'))
	w.ResponseWriter.WriteHeader(status)
}

// Plants the difference: the lifetime is a text.
type changer struct{ http.ResponseWriter }

func (w *changer) Write(body []byte) (int, error) {
	lifetime := strconv.Itoa(int(lifetime.Seconds()))
	changed := bytes.ReplaceAll(body, []byte(`"expires_in":`+lifetime), []byte(`"expires_in":"`+lifetime+`"`))
	if _, err := w.ResponseWriter.Write(changed); err != nil {
		return 0, err
	}
	return len(body), nil
}
