// Package article is the domain: people write articles and mark favourites. It knows no technology.
package article

import "time"

// User is somebody who registered.
type User struct {
	ID        int64     `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Bio       string    `json:"bio"`
	Image     string    `json:"image"`
	CreatedAt time.Time `json:"created_at"`
}

// Article is an article as one viewer sees it.
type Article struct {
	ID             int64     `json:"-"`
	AuthorID       int64     `json:"-"`
	Slug           string    `json:"slug"`
	Title          string    `json:"title"`
	Description    string    `json:"description"`
	Body           string    `json:"body"`
	Author         User      `json:"author"`
	FavoritesCount int64     `json:"favorites_count"`
	Favorited      bool      `json:"favorited"`
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
}

// Notification says that an author was told of an article.
type Notification struct {
	Slug   string    `json:"slug"`
	SentAt time.Time `json:"sent_at"`
}

// Page is one page of a list, newest first.
type Page struct {
	Articles []Article `json:"articles"`
	Total    int64     `json:"total"`
	Number   int       `json:"page"`
	Size     int       `json:"per_page"`
}

// Anonymous is the viewer who did not log in: no user has this id.
const Anonymous int64 = 0
