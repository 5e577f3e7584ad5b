// Package auth reads the caller from a signed token.
package auth

import (
	"errors"
	"fmt"

	"github.com/dgrijalva/jwt-go"
)

// ErrNoCaller means that the token names nobody.
var ErrNoCaller = errors.New("auth: token names no caller")

// Caller returns the subject of a token signed with key by HMAC.
func Caller(token string, key []byte) (string, error) {
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(token, claims, func(t *jwt.Token) (interface{}, error) {
		if _, ok := t.Method.(*jwt.SigningMethodHMAC); !ok {
			return nil, fmt.Errorf("auth: unexpected method %v", t.Header["alg"])
		}
		return key, nil
	})
	if err != nil {
		return "", err
	}
	subject, ok := claims["sub"].(string)
	if !ok || subject == "" {
		return "", ErrNoCaller
	}
	return subject, nil
}
