package piimaskingprocessor

// detector names what a match is. The order is that of the settings, the metrics and the README.
type detector uint8

const (
	detectorEmail detector = iota
	detectorPhone
	detectorCreditCard
	detectorUSSSN
	detectorIBAN
	detectorJWT
	detectorHTTPCredentials
	detectorURLCredentials
	detectorPrivateKey
	detectorAPIKey
	detectorSecret
	detectorIPAddress
	detectorMACAddress
	detectorUUID
	detectorUserPath
	detectorPattern
	detectorKey
	detectorCount
)

// scannerCount is the number of detectors that the setting `detectors` takes; the rest have settings of
// their own.
const scannerCount = int(detectorPattern)

// shape says how ActionMask hides a match.
type shape uint8

const (
	// shapeWhole becomes ***: its length is not to be told.
	shapeWhole shape = iota
	// shapeDigits keeps all but the digits, shapeAlnum all but the letters and digits.
	shapeDigits
	shapeAlnum
	// shapeAddress keeps the at sign.
	shapeAddress
)

// detectorInfo is all that a detector is beside its scanner.
type detectorInfo struct {
	name string
	// label stands for a match under ActionReplace.
	label string
	// actions are those offered in the settings; the first is the default, and with strictOnly set that of
	// profile strict.
	actions    []Action
	strictOnly bool
	shape      shape
	// specificity settles overlaps: the higher wins. What was checked (a check digit, a decoded header) outranks what a
	// name before it says, and that outranks a mere shape. The operator's own patterns outrank all.
	specificity int
}

var (
	numberActions = []Action{ActionMask, ActionReplace, ActionHMAC, ActionRemove, ActionDetect, ActionOff}
	secretActions = []Action{ActionReplace, ActionMask, ActionHMAC, ActionRemove, ActionDetect, ActionOff}
)

var detectors = [detectorCount]detectorInfo{
	detectorEmail: {
		name: "email", label: "[EMAIL]", shape: shapeAddress, specificity: 2,
		actions: []Action{ActionPartial, ActionMask, ActionReplace, ActionHMAC, ActionRemove, ActionDetect, ActionOff},
	},
	detectorPhone:           {name: "phone", label: "[PHONE]", shape: shapeDigits, specificity: 2, actions: numberActions},
	detectorCreditCard:      {name: "credit_card", label: "[CREDIT_CARD]", shape: shapeDigits, specificity: 5, actions: numberActions},
	detectorUSSSN:           {name: "us_ssn", label: "[US_SSN]", shape: shapeDigits, specificity: 3, actions: numberActions},
	detectorIBAN:            {name: "iban", label: "[IBAN]", shape: shapeAlnum, specificity: 6, actions: numberActions},
	detectorJWT:             {name: "jwt", label: "[REDACTED:jwt]", shape: shapeWhole, specificity: 6, actions: secretActions},
	detectorHTTPCredentials: {name: "http_credentials", label: "[REDACTED:http_credentials]", shape: shapeWhole, specificity: 3, actions: secretActions},
	detectorURLCredentials:  {name: "url_credentials", label: "[REDACTED:url_credentials]", shape: shapeWhole, specificity: 3, actions: secretActions},
	detectorPrivateKey:      {name: "private_key", label: "[REDACTED:private_key]", shape: shapeWhole, specificity: 6, actions: secretActions},
	detectorAPIKey:          {name: "api_key", label: "[REDACTED:api_key]", shape: shapeWhole, specificity: 5, actions: secretActions},
	detectorSecret:          {name: "secret", label: "[REDACTED:secret]", shape: shapeWhole, specificity: 4, actions: secretActions},
	detectorIPAddress: {
		name: "ip_address", label: "[IP_ADDRESS]", shape: shapeAlnum, strictOnly: true, specificity: 3,
		actions: []Action{ActionTruncate, ActionMask, ActionReplace, ActionHMAC, ActionRemove, ActionDetect, ActionOff},
	},
	detectorMACAddress: {name: "mac_address", label: "[MAC_ADDRESS]", shape: shapeAlnum, strictOnly: true, specificity: 3, actions: numberActions},
	detectorUUID:       {name: "uuid", label: "[UUID]", shape: shapeAlnum, strictOnly: true, specificity: 3, actions: secretActions},
	detectorUserPath:   {name: "user_path", label: "[USER]", strictOnly: true, specificity: 2, actions: secretActions},
	detectorPattern:    {name: "pattern", specificity: 7, actions: secretActions},
	detectorKey: {
		name: "key", label: "[REDACTED:key]",
		actions: []Action{ActionReplace, ActionPartial, ActionMask, ActionHMAC, ActionRemove, ActionDetect, ActionOff},
	},
}

// defaultAction is what is done with a match of a detector that the settings do not name.
func (d detector) defaultAction(profile Profile) Action {
	if detectors[d].strictOnly && profile != ProfileStrict {
		return ActionOff
	}
	return detectors[d].actions[0]
}

// detectorByName finds a detector by its name in the settings.
func detectorByName(name string) (detector, bool) {
	for i, info := range detectors[:scannerCount] {
		if info.name == name {
			return detector(i), true
		}
	}
	return 0, false
}

// detectorNames are the keys that the setting `detectors` takes.
func detectorNames() []string {
	names := make([]string, 0, scannerCount)
	for _, info := range detectors[:scannerCount] {
		names = append(names, info.name)
	}
	return names
}
