package auth

import (
	"errors"
	"testing"

	"github.com/dgrijalva/jwt-go"
)

func token(t *testing.T, claims jwt.MapClaims, key string) string {
	t.Helper()
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestCallerIsTheSubject(t *testing.T) {
	caller, err := Caller(token(t, jwt.MapClaims{"sub": "ana"}, "one"), []byte("one"))
	if err != nil || caller != "ana" {
		t.Fatalf("got %q, %v", caller, err)
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	if _, err := Caller(token(t, jwt.MapClaims{"sub": "ana"}, "one"), []byte("two")); err == nil {
		t.Fatal("accepted a token of another key")
	}
}

func TestATokenWithoutSubjectNamesNobody(t *testing.T) {
	if _, err := Caller(token(t, jwt.MapClaims{}, "one"), []byte("one")); !errors.Is(err, ErrNoCaller) {
		t.Fatalf("got %v", err)
	}
}
