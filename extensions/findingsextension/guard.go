package findingsextension

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// bodyPatience is how long a body that nobody wants is waited for.
const bodyPatience = time.Second

// contentSecurityPolicy lets the page load its own files and talk to its own address, and nothing else: no inline script
// or style, no frame, no form, and no text that becomes markup (Trusted Types).
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guard stands before everything else, the authenticator included.
type guard struct {
	hosts map[string]bool
	next  http.Handler
}

// newGuard takes the host of the endpoint where it names one: 0.0.0.0 and :: are none that a browser opens.
func newGuard(endpoint string, hosts []string, next http.Handler) *guard {
	g := &guard{hosts: map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}, next: next}
	for _, host := range append([]string{hostOf(endpoint)}, hosts...) {
		if ip := net.ParseIP(host); host != "" && (ip == nil || !ip.IsUnspecified()) {
			g.hosts[canonical(host)] = true
		}
	}
	return g
}

// canonical writes a host in the one way in which hosts are compared: a browser writes some addresses in another way than
// an operator.
func canonical(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip := net.ParseIP(host); ip != nil {
		return ip.String()
	}
	return host
}

// ServeHTTP implements http.Handler.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	tellBrowsers(w.Header())
	if r.ContentLength != 0 {
		giveUpBody(w)
	}
	if refusal := g.refuses(r); refusal != nil {
		refusal.write(w)
		return
	}
	g.next.ServeHTTP(w, r)
}

// refuses requests for another name, which a site may have pointed here (DNS rebinding), and those that the browser says
// another site makes: they could not read the answer, but take up a stream.
func (g *guard) refuses(r *http.Request) *problem {
	if host := hostOf(r.Host); !g.hosts[canonical(host)] {
		return &problem{http.StatusForbidden, fmt.Sprintf("host: %q is not served; open the page by localhost, or add this name to the setting hosts of the findings extension", host)}
	}
	if site := r.Header.Get("Sec-Fetch-Site"); (site == "cross-site" || site == "same-site") && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
		return &problem{http.StatusForbidden, "another site must not read findings; ask from the page itself or with a program such as curl"}
	}
	if r.ContentLength != 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		return &problem{http.StatusBadRequest, "a request has no body here; leave it out"}
	}
	return nil
}

// giveUpBody ends the connection with the answer. The server reads what is left of a body before it takes the next
// request, and would wait for ever for one that does not come.
func giveUpBody(w http.ResponseWriter) {
	w.Header().Set("Connection", "close")
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyPatience)) // where it cannot, Shutdown cuts it off
}

func tellBrowsers(header http.Header) {
	header.Set("Content-Security-Policy", contentSecurityPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer") // a trace's address is nobody's business
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// hostOf gives the host of an address, with or without a port, without brackets.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return strings.TrimSuffix(strings.TrimPrefix(address, "["), "]")
}
