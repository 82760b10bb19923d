package nplusoneprocessor

import "strings"

// pageDigits is how many digits the number of rows has that makes a statement ask for the page of a table rather than
// for what belongs to one item: 100 and more.
const pageDigits = 3

// isPage tells whether the statement says itself that it asks for many rows: LIMIT 1000, LIMIT 2000, 1000,
// FETCH NEXT 1000 ROWS, TOP (1000).
func isPage(text string) bool {
	for at := pageDigits - 1; at < len(text); at += pageDigits { // every number of so many digits has one here
		if !isDigit(text[at]) {
			continue
		}
		start := at
		for start > 0 && isDigit(text[start-1]) {
			start--
		}
		for at < len(text) && isDigit(text[at]) {
			at++
		}
		if at-start >= pageDigits && text[start] != '0' && countsRows(text[:start], text[at:]) {
			return true
		}
	}
	return false
}

// countsRows tells whether the number between the two is how many rows are asked for. MySQL writes how many are left
// out in front of it.
func countsRows(before, after string) bool {
	if after != "" && continuesWord[after[0]] {
		return false
	}
	before = strings.TrimRight(before, " \t\r\n(")
	if left, ok := strings.CutSuffix(before, ","); ok {
		return isLastWord(withoutLastWord(left), "limit")
	}
	if isLastWord(before, "limit") {
		return !strings.HasPrefix(after, ",")
	}
	return isLastWord(before, "top") || isLastWord(before, "next") || isLastWord(before, "first")
}

func isLastWord(text, word string) bool {
	rest := len(text) - len(word)
	return rest >= 0 && strings.EqualFold(text[rest:], word) && (rest == 0 || strings.IndexByte(" \t\r\n()", text[rest-1]) >= 0)
}

func withoutLastWord(text string) string {
	const blanks = " \t\r\n"
	text = strings.TrimRight(text, blanks)
	return strings.TrimRight(text[:strings.LastIndexAny(text, blanks)+1], blanks)
}

// pageParameters are what APIs call the place in a list, in lower case.
var pageParameters = map[string]bool{
	"page": true, "pagenumber": true, "page_number": true, "pageno": true, "page[number]": true, "page[cursor]": true,
	"offset": true, "skip": true, "$skip": true, "$skiptoken": true, "cursor": true, "after": true, "marker": true,
	"pagetoken": true, "page_token": true, "nexttoken": true, "next_token": true, "continuationtoken": true,
	"continuation-token": true, "starting_after": true, "startindex": true, "startat": true, "scroll_id": true,
}

// paged tells whether the query of a URL names the place in a list.
func paged(query string) bool {
	for query != "" {
		var parameter string
		parameter, query, _ = strings.Cut(query, "&")
		name, _, _ := strings.Cut(parameter, "=")
		if pageParameters[strings.ToLower(name)] {
			return true
		}
	}
	return false
}
