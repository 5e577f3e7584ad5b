// Command go-gateway checks tokens, picks a language and passes requests on.
package main

import (
	"log"
	"os"

	"example.test/go-gateway/internal/routes"
)

func main() {
	settings, err := routes.ReadSettings("gateway.yaml")
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(routes.New(settings, []byte(os.Getenv("GATEWAY_KEY"))).Run(settings.Listen))
}
