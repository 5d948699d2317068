// The page "Auth - User": a login API for staff on Go's standard library alone.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

const (
	lifetime      = time.Hour
	refreshWindow = 7 * 24 * time.Hour
)

type user struct {
	ID          int      `json:"id"`
	Name        string   `json:"name"`
	Email       string   `json:"email"`
	Phone       *string  `json:"phone"`
	Role        string   `json:"role"`
	ISP         *int     `json:"isp_id"`
	Branch      *int     `json:"branch_id"`
	Permissions []string `json:"permissions"`
}

type account struct {
	user
	password hash
	disabled bool
}

type object map[string]any

type server struct {
	accounts map[string]*account
	// Compared with when there is no such account, so that its time does not tell.
	nobody hash
	tokens *tokens
}

// Reads the accounts, and hashes their passwords.
func readAccounts(path string) map[string]*account {
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var given []struct {
		Name, Password string
		Profile        user
		Disabled       bool
	}
	if err := json.Unmarshal(text, &given); err != nil {
		log.Fatal(err)
	}
	accounts := map[string]*account{}
	for i, one := range given {
		found := &account{user: one.Profile, password: hashPassword(one.Password), disabled: one.Disabled}
		found.ID, found.Email = i+1, one.Name
		if found.Permissions == nil {
			found.Permissions = []string{}
		}
		accounts[normalized(one.Name)] = found
	}
	return accounts
}

func normalized(email string) string {
	return strings.ToLower(strings.TrimSpace(email))
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, object{"success": false, "message": message})
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	var given struct{ Email, Password string }
	if err := json.NewDecoder(r.Body).Decode(&given); err != nil {
		refuse(w, http.StatusBadRequest, "Malformed JSON")
		return
	}
	missing := map[string][]string{}
	for name, value := range map[string]string{"email": given.Email, "password": given.Password} {
		if value == "" {
			missing[name] = []string{"The " + name + " field is required."}
		}
	}
	if len(missing) > 0 {
		invalid := object{"success": false, "message": "Validation failed", "errors": missing}
		answer(w, http.StatusUnprocessableEntity, invalid)
		return
	}
	found := s.accounts[normalized(given.Email)]
	stored := s.nobody
	if found != nil {
		stored = found.password
	}
	if !stored.matches(given.Password) || found == nil {
		refuse(w, http.StatusUnauthorized, "Invalid credentials")
		return
	}
	if found.disabled {
		refuse(w, http.StatusForbidden, "Your account is disabled. Please contact support.")
		return
	}
	data := s.newToken(found)
	data["user"] = object{"id": found.ID, "name": found.Name, "email": found.Email, "role": found.Role}
	answer(w, http.StatusOK, object{"success": true, "message": "Login successful", "data": data})
}

// The members of an answer that brings a new token.
func (s *server) newToken(a *account) object {
	token := s.tokens.issue(a.Email, time.Now())
	return object{"token": token, "token_type": "bearer", "expires_in": int(lifetime.Seconds())}
}

func (s *server) logout(w http.ResponseWriter, _ *http.Request, _ *account, c *claims) {
	s.tokens.end(c)
	answer(w, http.StatusOK, object{"success": true, "message": "Successfully logged out"})
}

func (s *server) me(w http.ResponseWriter, _ *http.Request, a *account, _ *claims) {
	answer(w, http.StatusOK, object{"success": true, "data": a.user})
}

// Takes an expired token, too.
func (s *server) refresh(w http.ResponseWriter, r *http.Request) {
	c := s.tokens.parse(r)
	if c == nil {
		refuse(w, http.StatusUnauthorized, "Unauthenticated")
		return
	}
	found := s.accounts[normalized(c.Subject)]
	inTime := time.Now().Before(time.Unix(c.Issued, 0).Add(refreshWindow))
	// Of two racing refreshes only one ends the token.
	if found == nil || found.disabled || !inTime || !s.tokens.end(c) {
		refuse(w, http.StatusUnauthorized, "Token has expired and cannot be refreshed")
		return
	}
	answer(w, http.StatusOK, object{"success": true, "data": s.newToken(found)})
}

type authenticated func(http.ResponseWriter, *http.Request, *account, *claims)

func (s *server) authenticate(next authenticated) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if c := s.tokens.parse(r); c != nil && time.Now().Unix() < c.Expires && !s.tokens.hasEnded(c) {
			if found := s.accounts[normalized(c.Subject)]; found != nil && !found.disabled {
				next(w, r, found, c)
				return
			}
		}
		refuse(w, http.StatusUnauthorized, "Unauthenticated")
	}
}

// The mux of this version of Go does not know methods.
func only(method string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.Header().Set("Allow", method)
			refuse(w, http.StatusMethodNotAllowed, "Method not allowed")
			return
		}
		next(w, r)
	}
}

func main() {
	accounts := os.Getenv("ACCOUNTS")
	s := &server{readAccounts(accounts), hashPassword("nobody"), openTokens(os.Getenv("SECRET"), accounts+".ended")}
	mux := http.NewServeMux()
	mux.HandleFunc(loginPath, only(http.MethodPost, s.login))
	mux.HandleFunc("/api/v1/auth/logout", only(http.MethodPost, s.authenticate(s.logout)))
	mux.HandleFunc("/api/v1/auth/me", only(http.MethodGet, s.authenticate(s.me)))
	mux.HandleFunc("/api/v1/auth/refresh", only(http.MethodPost, s.refresh))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "Not found") })
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), rehearsed(mux)))
}
