package language

import "testing"

func TestPick(t *testing.T) {
	supported := []string{"en", "de", "pt"}
	for header, want := range map[string]string{
		"pt-BR,pt;q=0.9": "pt",
		"de-AT":          "de",
		"ja":             "en",
		"":               "en",
		";;;":            "en",
	} {
		if got := Pick(header, supported); got != want {
			t.Errorf("Pick(%q) = %q, want %q", header, got, want)
		}
	}
	if got := Pick("de", nil); got != "" {
		t.Errorf("Pick without languages = %q", got)
	}
}
