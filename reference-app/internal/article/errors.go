package article

// Code is the kind of a failure that is the caller's to mend.
type Code int

// The kinds of failures.
const (
	Invalid Code = iota + 1
	Unauthorized
	Forbidden
	NotFound
	Conflict
)

// Error is a failure with the text the caller reads.
type Error struct {
	Code    Code
	Message string
	// Fields holds, for Invalid, what is wrong with each input field.
	Fields map[string][]string
}

func (e *Error) Error() string { return e.Message }

// The failures with one meaning wherever they occur.
var (
	ErrEmailTaken         = &Error{Code: Conflict, Message: "Email already registered"}
	ErrInvalidCredentials = &Error{Code: Unauthorized, Message: "Invalid credentials"}
	ErrMissingToken       = &Error{Code: Unauthorized, Message: "Missing or invalid authorization header"}
	ErrInvalidToken       = &Error{Code: Unauthorized, Message: "Invalid or expired token"}
	ErrTokenPayload       = &Error{Code: Unauthorized, Message: "Invalid token payload"}
	ErrUserNotFound       = &Error{Code: Unauthorized, Message: "User not found"}
	ErrNotFound           = &Error{Code: NotFound, Message: "Article not found"}
	ErrUpdateOthers       = &Error{Code: Forbidden, Message: "You can only update your own articles"}
	ErrDeleteOthers       = &Error{Code: Forbidden, Message: "You can only delete your own articles"}
)
