// Package routes is the web face of the gateway.
package routes

import (
	"net/http"
	"os"
	"strings"

	"example.test/go-gateway/internal/auth"
	"example.test/go-gateway/internal/language"
	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"
	"gopkg.in/yaml.v2"
)

// Settings are read from a YAML file.
type Settings struct {
	Listen    string   `yaml:"listen"`
	Languages []string `yaml:"languages"`
}

// ReadSettings refuses keys that it does not know.
func ReadSettings(path string) (Settings, error) {
	var settings Settings
	data, err := os.ReadFile(path)
	if err != nil {
		return settings, err
	}
	return settings, yaml.UnmarshalStrict(data, &settings)
}

// Title returns the text of the first title element of a page.
func Title(page string) string {
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken:
			if name, _ := tokens.TagName(); string(name) == "title" && tokens.Next() == html.TextToken {
				return strings.TrimSpace(string(tokens.Text()))
			}
		}
	}
}

// New returns the gateway's engine; key signs the callers' tokens.
func New(settings Settings, key []byte) *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/whoami", func(c *gin.Context) {
		caller, err := auth.Caller(strings.TrimPrefix(c.GetHeader("Authorization"), "Bearer "), key)
		if err != nil {
			c.JSON(http.StatusUnauthorized, gin.H{"error": "not signed in"})
			return
		}
		c.JSON(http.StatusOK, gin.H{
			"caller":   caller,
			"language": language.Pick(c.GetHeader("Accept-Language"), settings.Languages),
		})
	})
	return engine
}
