// Package language picks the language of an answer.
package language

import "golang.org/x/text/language"

// Pick returns the supported language that suits an Accept-Language header best; the first one where none does.
func Pick(header string, supported []string) string {
	if len(supported) == 0 {
		return ""
	}
	tags := make([]language.Tag, 0, len(supported))
	for _, name := range supported {
		tags = append(tags, language.Make(name))
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return supported[0]
	}
	_, index, _ := language.NewMatcher(tags).Match(wanted...)
	return supported[index]
}
