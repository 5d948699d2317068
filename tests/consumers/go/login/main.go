// Logs in with the generated client of the staff API, at the server that its document names, and reads the account.
package main

import (
	"context"
	"log"

	staff "latchkey_staff"
)

func main() {
	client := staff.NewAPIClient(staff.NewConfiguration())
	request := staff.LoginRequest{Email: "admin@example.com", Password: "your-password"}
	login, _, err := client.AuthenticationAPI.Login(context.Background()).LoginRequest(request).Execute()
	if err != nil {
		log.Fatal(err)
	}
	caller := context.WithValue(context.Background(), staff.ContextAccessToken, login.Data.Token)
	me, _, err := client.AuthenticationAPI.Me(caller).Execute()
	if err != nil {
		log.Fatal(err)
	}
	if me.Data.Email != request.Email {
		log.Fatalf("logged in as %s", me.Data.Email)
	}
}
