package article

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Registration is what a new user sends. A nil field was not sent.
type Registration struct {
	Email    *string `json:"email"`
	Password *string `json:"password"`
	Name     *string `json:"name"`
}

// Validate returns an Invalid error that names every wrong field, or nil.
func (r Registration) Validate() error {
	v := validation{}
	v.check("email", required(r.Email), noNUL(r.Email), email(r.Email))
	v.check("password", required(r.Password), passwordBytes(r.Password))
	v.check("name", required(r.Name), noNUL(r.Name), characters(r.Name, 1, 255))
	return v.err()
}

// Credentials are what a user logs in with. A nil field was not sent.
type Credentials struct {
	Email    *string `json:"email"`
	Password *string `json:"password"`
}

// Validate returns an Invalid error that names every wrong field, or nil. It does not judge the password's length:
// a wrong password is a wrong password.
func (c Credentials) Validate() error {
	v := validation{}
	v.check("email", required(c.Email), noNUL(c.Email), email(c.Email))
	v.check("password", required(c.Password))
	return v.err()
}

// Draft is an article to be, or the changes to one. A nil field was not sent.
type Draft struct {
	Title       *string `json:"title"`
	Description *string `json:"description"`
	Body        *string `json:"body"`
}

// Validate returns an Invalid error that names every wrong field of a new article, or nil.
func (d Draft) Validate() error { return d.problems().err() }

// problems returns what is wrong with a new article.
func (d Draft) problems() validation {
	v := validation{}
	v.check("title", required(d.Title))
	v.check("body", required(d.Body))
	d.checkSent(v)
	return v
}

// ValidateChanges returns an Invalid error that names every wrong field of an update, in which no field is required.
func (d Draft) ValidateChanges() error {
	v := validation{}
	d.checkSent(v)
	return v.err()
}

func (d Draft) checkSent(v validation) {
	v.check("title", noNUL(d.Title), characters(d.Title, 1, 255))
	v.check("body", noNUL(d.Body), characters(d.Body, 1, 0))
	v.check("description", noNUL(d.Description), characters(d.Description, 0, 1000))
}

// Contact is what somebody sends who wants to be called back. A nil field was not sent.
type Contact struct {
	Email *string `json:"email"`
	Phone *string `json:"phone"`
}

// Validate returns an Invalid error that names every wrong field, or nil.
func (c Contact) Validate() error {
	v := validation{}
	v.check("email", required(c.Email), noNUL(c.Email), email(c.Email))
	v.check("phone", required(c.Phone), noNUL(c.Phone), characters(c.Phone, 1, 30))
	return v.err()
}

// InvalidFields returns the error for wrong fields.
func InvalidFields(fields map[string][]string) *Error {
	return &Error{Code: Invalid, Message: "Validation failed", Fields: fields}
}

// validation collects what is wrong, by field.
type validation map[string][]string

func (v validation) check(field string, problems ...string) {
	for _, problem := range problems {
		if problem != "" {
			v[field] = append(v[field], problem)
		}
	}
}

func (v validation) err() error {
	if len(v) == 0 {
		return nil
	}
	return InvalidFields(v)
}

// The rules return what is wrong, or nothing; a field that was not sent breaks only "required".

func required(s *string) string {
	if s == nil {
		return "is required"
	}
	return ""
}

// characters checks the length in characters; a maximum of 0 is none. Blank space counts.
func characters(s *string, minimum, maximum int) string {
	if s == nil {
		return ""
	}
	n := utf8.RuneCountInString(*s)
	switch {
	case n < minimum, maximum > 0 && n > maximum:
		return lengthRule(minimum, maximum)
	default:
		return ""
	}
}

func lengthRule(minimum, maximum int) string {
	switch {
	case maximum == 0:
		return "must not be empty"
	case minimum == 0:
		return fmt.Sprintf("must have at most %d characters", maximum)
	default:
		return fmt.Sprintf("must have %d to %d characters", minimum, maximum)
	}
}

// passwordBytes counts bytes, because bcrypt reads no more than 72 of them.
func passwordBytes(s *string) string {
	if s != nil && (len(*s) < 6 || len(*s) > 72) {
		return "must have 6 to 72 bytes"
	}
	return ""
}

// noNUL refuses the one character PostgreSQL cannot store in text.
func noNUL(s *string) string {
	if s != nil && strings.ContainsRune(*s, 0) {
		return "must not contain the NUL character"
	}
	return ""
}
