package routes

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dgrijalva/jwt-go"
)

func TestSettingsOfTheExample(t *testing.T) {
	settings, err := ReadSettings("../../gateway.yaml")
	if err != nil || settings.Listen != "127.0.0.1:8080" || len(settings.Languages) != 3 {
		t.Fatalf("got %+v, %v", settings, err)
	}
}

func TestTitle(t *testing.T) {
	if got := Title("<html><head><title> Shop </title>"); got != "Shop" {
		t.Fatalf("got %q", got)
	}
	if got := Title("<p>none"); got != "" {
		t.Fatalf("got %q", got)
	}
}

func TestWhoami(t *testing.T) {
	key := []byte("one")
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "ana"}).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	engine := New(Settings{Languages: []string{"en", "de"}}, key)

	request := httptest.NewRequest(http.MethodGet, "/whoami", nil)
	answer := httptest.NewRecorder()
	engine.ServeHTTP(answer, request)
	if answer.Code != http.StatusUnauthorized {
		t.Fatalf("without a token: %d", answer.Code)
	}

	request.Header.Set("Authorization", "Bearer "+signed)
	request.Header.Set("Accept-Language", "de")
	answer = httptest.NewRecorder()
	engine.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK || answer.Body.String() != `{"caller":"ana","language":"de"}` {
		t.Fatalf("with a token: %d %s", answer.Code, answer.Body)
	}
}
