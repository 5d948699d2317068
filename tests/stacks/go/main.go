// A login API as tutorials of net/http and encoding/json make it. It answers what it has understood.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"
)

type loginRequest struct {
	Email    string `json:"email"`
	Username string `json:"username"`
	Password string `json:"password"`
	DeviceID string `json:"deviceID"`
}

type loginAnswer struct {
	Name          string `json:"name"`
	Password      string `json:"password"`
	DeviceID      string `json:"deviceID"`
	Authorization string `json:"authorization"`
}

type user struct {
	FirstName string     `json:"firstName"`
	BirthDate *time.Time `json:"birthDate"`
	Image     []byte     `json:"image"`
}

type updateRequest struct {
	User user `json:"user"`
}

type updateAnswer struct {
	FirstName  string     `json:"firstName"`
	BirthDate  *time.Time `json:"birthDate"`
	ImageBytes int        `json:"imageBytes"`
}

// Reads the body, or answers 400.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	if r.Method != http.MethodPost {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return false
	}
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(body)
}

func login(w http.ResponseWriter, r *http.Request) {
	var request loginRequest
	if !read(w, r, &request) {
		return
	}
	name := request.Email
	if name == "" {
		name = request.Username
	}
	if name == "" || request.Password == "" {
		http.Error(w, "name and password are required", http.StatusBadRequest)
		return
	}
	answer(w, loginAnswer{name, request.Password, request.DeviceID, r.Header.Get("Authorization")})
}

func update(w http.ResponseWriter, r *http.Request) {
	var request updateRequest
	if !read(w, r, &request) {
		return
	}
	answer(w, updateAnswer{request.User.FirstName, request.User.BirthDate, len(request.User.Image)})
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/login", login)
	mux.HandleFunc("/update", update)
	server := &http.Server{
		Addr:         "127.0.0.1:" + os.Args[1],
		Handler:      mux,
		ReadTimeout:  10 * time.Second,
		WriteTimeout: 10 * time.Second,
	}
	log.Fatal(server.ListenAndServe())
}
