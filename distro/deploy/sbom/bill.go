package main

import (
	"crypto/sha256"
	"encoding/json"
	"io"
	"path"
	"runtime/debug"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"
)

// bill lists the modules in a binary, by path, and their requirements as far as they are in the binary, too.
func bill(info *debug.BuildInfo, version string, requires map[string][]string) *cdx.BOM {
	program := component(cdx.ComponentTypeApplication, info.Main.Path, "v"+version)
	program.Name = path.Base(info.Path)
	goVersion := strings.TrimPrefix(strings.Fields(info.GoVersion)[0], "go")
	libraries := []cdx.Component{component(cdx.ComponentTypeLibrary, "std", goVersion)}
	refs := map[string]string{} // of a module, by its path and version
	for _, module := range info.Deps {
		library := component(cdx.ComponentTypeLibrary, module.Path, module.Version)
		if used := module.Replace; used != nil {
			library = component(cdx.ComponentTypeLibrary, used.Path, used.Version)
			module.Sum = used.Sum
		}
		// go.sum's hash is of a module's list of files, so it is none of CycloneDX's hashes.
		library.Properties = &[]cdx.Property{{Name: "go:sum", Value: module.Sum}}
		refs[module.Path+"@"+module.Version] = library.BOMRef
		libraries = append(libraries, library)
	}
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Component: &program}
	bom.Components = &libraries
	bom.Dependencies = dependencies(info.Main.Path, program.BOMRef, refs, requires)
	return bom
}

// component names a module by its package URL. std stands for the standard library, as scanners know it.
func component(kind cdx.ComponentType, name, version string) cdx.Component {
	url := "pkg:golang/" + name + "@" + version
	return cdx.Component{BOMRef: url, Type: kind, Name: name, Version: version, PackageURL: url}
}

func dependencies(main, program string, refs map[string]string, requires map[string][]string) *[]cdx.Dependency {
	from := map[string]string{main: program}
	for module, ref := range refs {
		from[module] = ref
	}
	var of []cdx.Dependency
	for module, ref := range from {
		on := []string{}
		for _, required := range requires[module] {
			if to := linked(required, refs); to != "" {
				on = append(on, to)
			}
		}
		slices.Sort(on)
		on = slices.Compact(on)
		of = append(of, cdx.Dependency{Ref: ref, Dependencies: &on})
	}
	slices.SortFunc(of, func(a, b cdx.Dependency) int { return strings.Compare(a.Ref, b.Ref) })
	return &of
}

// linked is the reference of the version of a required module that is in the binary, which may be later than the one that
// is required; empty where none is.
func linked(required string, refs map[string]string) string {
	if ref, is := refs[required]; is {
		return ref
	}
	name, _, _ := strings.Cut(required, "@")
	for module, ref := range refs {
		if strings.HasPrefix(module, name+"@") {
			return ref
		}
	}
	return ""
}

func write(out io.Writer, bom *cdx.BOM) error {
	content, err := json.Marshal(bom)
	if err != nil {
		return err
	}
	bom.SerialNumber = uuid.NewHash(sha256.New(), uuid.Nil, content, 8).URN()
	encoder := cdx.NewBOMEncoder(out, cdx.BOMFileFormatJSON)
	encoder.SetPretty(true)
	return encoder.Encode(bom)
}
