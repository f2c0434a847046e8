// A token endpoint for embed-host: `GET /api/wisdom-token` answers { "token", "expires_in" } to whoever is signed in.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

var (
	wisdomOrigin  = required("WISDOM_ORIGIN")
	accessKey     = required("WISDOM_ACCESS_KEY")
	sessionSecret = required("SESSION_SECRET")
)

const mutation = `mutation ImpersonateUser($accessToken: String!, $userEmail: String!) {
  impersonateUser(accessToken: $accessToken, userEmail: $userEmail)
}`

var wisdom = &http.Client{
	// The page waits ten seconds for its token: this leaves it the time to ask again.
	Timeout: 4 * time.Second,
	// The access key goes to no other address.
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Why there is no token. WisdomAI's own words are in neither: they may hold a token.
var (
	errUnavailable = errors.New("WisdomAI could not be reached, is overloaded or down")
	errRefused     = errors.New("WisdomAI refused: is the access key valid, and does the user exist?")
)

func required(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("the environment has no %s", name)
	}
	return value
}

// signedInUser returns the email address of whoever is signed in. Put your app's own session check here.
//
// This one reads a cookie that your sign-in sets, `<address>.<end in Unix seconds>.<signature>`: the signature is the
// HMAC-SHA256 of what stands before it, and both it and the address are in base64url. Set the cookie with HttpOnly, Secure
// and SameSite=Strict.
func signedInUser(request *http.Request) (string, bool) {
	cookie, err := request.Cookie("session")
	if err != nil {
		return "", false
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) != 3 {
		return "", false
	}
	expected := hmac.New(sha256.New, []byte(sessionSecret))
	expected.Write([]byte(parts[0] + "." + parts[1]))
	given, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !hmac.Equal(given, expected.Sum(nil)) {
		return "", false
	}
	end, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || end <= time.Now().Unix() {
		return "", false
	}
	user, err := base64.RawURLEncoding.DecodeString(parts[0])
	return string(user), err == nil
}

// mint returns a new token for a user whom WisdomAI knows.
func mint(userEmail string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"query":     mutation,
		"variables": map[string]string{"accessToken": accessKey, "userEmail": userEmail},
	})
	if err != nil {
		return "", errRefused
	}
	response, err := wisdom.Post(wisdomOrigin+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", errUnavailable
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= 500 {
		return "", errUnavailable
	}
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return "", errUnavailable
	}
	var answer struct {
		Data struct{ ImpersonateUser string }
	}
	err = json.Unmarshal(content, &answer)
	if err != nil || response.StatusCode != http.StatusOK || answer.Data.ImpersonateUser == "" {
		return "", errRefused
	}
	return answer.Data.ImpersonateUser, nil
}

// lifetime returns how long the token lives, in seconds; 0 if it does not say.
func lifetime(token string) int64 {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return 0
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct{ Iat, Exp int64 }
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return 0
	}
	return claims.Exp - claims.Iat
}

type freshToken struct {
	Token     string `json:"token"`
	ExpiresIn int64  `json:"expires_in,omitempty"`
}

type refusal struct {
	Error string `json:"error"`
}

func wisdomToken(response http.ResponseWriter, request *http.Request) {
	site := request.Header.Get("Sec-Fetch-Site")
	if site != "" && site != "same-origin" {
		write(response, http.StatusForbidden, refusal{"only for pages of this origin"})
		return
	}
	user, ok := signedInUser(request)
	if !ok {
		write(response, http.StatusUnauthorized, refusal{"not signed in"})
		return
	}
	token, err := mint(user)
	switch err {
	case nil:
		write(response, http.StatusOK, freshToken{token, lifetime(token)})
	case errUnavailable:
		log.Print(err)
		response.Header().Set("Retry-After", fmt.Sprint(2+random(4)))
		write(response, http.StatusServiceUnavailable, refusal{"try again"})
	default:
		log.Print(err)
		write(response, http.StatusBadGateway, refusal{"no token"})
	}
}

// random makes that pages which failed together do not come back together.
func random(limit int64) int64 {
	number, err := rand.Int(rand.Reader, big.NewInt(limit))
	if err != nil {
		return 0
	}
	return number.Int64()
}

func write(response http.ResponseWriter, status int, content any) {
	response.Header().Set("Cache-Control", "no-store")
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	// An error here means that the page has gone away.
	_ = json.NewEncoder(response).Encode(content)
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("listening on http://%s", listener.Addr())
	mux := http.NewServeMux()
	mux.HandleFunc("/api/wisdom-token", wisdomToken)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.Serve(listener))
}
