# metadata.jq: codemeta.json, which people write, in the forms that others read.
#
#   jq -r --arg form cff -f metadata.jq codemeta.json                    CITATION.cff
#   jq -r --arg form rescience --slurpfile verdicts VERDICTS -f ...      metadata.yaml of ReScience C
#   jq -n --arg form crate --slurpfile codemeta codemeta.json --rawfile sums SUMS --rawfile packages env/build.list
#     -f metadata.jq RESULT.json...                                      ro-crate-metadata.json, a Process Run Crate
#
# SUMS has lines "SHA-256 SIZE FILE" of the archive that the crate is for. A JSON string is a YAML string, too.
def licenses: .license | map(sub(".*/"; ""));
def people: .author | map(if .familyName then "\(.givenName) \(.familyName)" else .name end);
def dashed($indent): .[] | "\(" " * $indent // "")- \(tojson)";

def cff:
  .citation[0] as $original | ($original.datePublished / "-" | map(tonumber)) as $date
  | "# Written by make readme from codemeta.json.",
    "cff-version: 1.2.0",
    "message: \"If you use this work, please cite it and the thesis that it reproduces.\"",
    "title: \(.name | tojson)", "abstract: \(.description | tojson)", "type: software",
    "authors:", (people[] | "  - name: \(tojson)"),
    "keywords:", (.keywords | dashed(2)),
    "version: \(.version | tojson)", "date-released: \(.datePublished | tojson)",
    (select(.codeRepository) | "repository-code: \(.codeRepository | tojson)"),
    "license:", (licenses[] | "  - \(.)"),
    "references:", "  - type: thesis", "    title: \($original.name | tojson)", "    authors:",
    ($original.author[] | "      - family-names: \(.familyName | tojson)",
      "        given-names: \(.givenName | tojson)"),
    "    institution:", "      name: \($original.sourceOrganization.name | tojson)",
    "    department: \($original.sourceOrganization.department.name | tojson)",
    "    month: \($date[1])", "    year: \($date[0])";

# What the reproduction confirmed, and what it did not. A verdict that another seed changes is not decided.
def rescience:
  .citation[0] as $original
  | ($ARGS.named.verdicts[0].claims // []
     | map(.verdict as $own | {id, verdict: (if all((.seeds // {})[]; . == $own) then $own else "not decided" end)}))
       as $claims
  | def of($verdict; $plural): $claims | map(select(.verdict == $verdict).id)
      | "\(length) \($plural)" + if . == [] then "" else " (\(join(", ")))" end;
    "# Written by make dist from codemeta.json and the verdicts, of profile "
      + "\($ARGS.named.verdicts[0].profile // "full").",
    "title: \("[Re] " + $original.name | tojson)",
    "authors:", (people[] | "  - name: \(tojson)"),
    "abstract: \("\(.description) Of \($claims | length) claims of the original "
      + ([of("holds"; "hold"), of("holds in part"; "hold in part"), of("does not hold"; "do not hold"),
          of("not decided"; "are not decided")] | join("; ")) + "." | tojson)",
    "keywords:", (.keywords | dashed(2)),
    "code:", "  - url: \(.codeRepository // "" | tojson)", "  - doi: \"\"",
    "replication:",
    "  - cite: \("\($original | people | join(", ")), \($original.name), \($original.sourceOrganization.name), "
      + $original.datePublished[:4] | tojson)",
    "date:", "  - published: \(.datePublished | tojson)",
    "language: English", "domain: \"Machine learning\"", "type: Replication", "bibliography: refs.bib";

def crate:
  $ARGS.named.codemeta[0] as $meta | [inputs | select(.cell)] as $cells
  | def ref: {"@id": .};
    ($ARGS.named.sums / "\n" | map(select(. != "") | capture("^(?<sum>[^ ]+) +(?<size>[0-9]+) +(?<file>.*)$"))) as
      $files
    | ($ARGS.named.packages / "\n" | map(select(test("^[^#]")) | [splits(" +")] | {name: .[0], version: .[1]})) as
      $software
    | ($cells | map(.experiment) | unique) as $experiments
    | {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": ([
        {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", about: ("./" | ref),
         conformsTo: ("https://w3id.org/ro/crate/1.1" | ref)},
        {"@id": "./", "@type": "Dataset", name: $meta.name, description:
          "The results, with the parameters they are from.",
         datePublished: $meta.datePublished, version: $meta.version, license: ($meta.license | map(ref)),
         author: [range($meta.author | length) | "#author-\(.)" | ref], keywords: $meta.keywords,
         conformsTo: ("https://w3id.org/ro/wfrun/process/0.5" | ref), hasPart: ($files | map(.file | ref)),
         mentions: ($cells | map("#run-\(.experiment)-\(.cell)" | ref))},
        {"@id": "https://w3id.org/ro/wfrun/process/0.5", "@type": "CreativeWork", name: "Process Run Crate", version:
          "0.5"},
        ($meta.license[] | {"@id": ., "@type": "CreativeWork", name: sub(".*/"; "")}),
        ($meta.author | to_entries[] | {"@id": "#author-\(.key)"} + .value),
        ($files[] | {"@id": .file, "@type": "File", name: .file, contentSize: .size, sha256: .sum,
           encodingFormat: ({json: "application/json", csv: "text/csv"}[.file | sub(".*[.]"; "")] // "text/plain")}),
        ($experiments[] | {"@id": "#\(.)", "@type": "SoftwareApplication", name: ., softwareVersion: $meta.version,
           description: "The program code/experiments/\(.).c of the archive of sources.",
           softwareRequirements: ($software | map("#package-\(.name)" | ref))}),
        ($software[] | {"@id": "#package-\(.name)", "@type": "SoftwareApplication", name, softwareVersion: .version}),
        ($cells[] | "data/results/\(.experiment)/" as $folder
         | {"@id": "#run-\(.experiment)-\(.cell)", "@type": "CreateAction", name: "Cell \(.cell) of \(.experiment)",
            instrument: ("#\(.experiment)" | ref), object: ["data/params/\(.experiment).json" | ref],
            result: ([$folder + .cell + ".json", $folder + .tables[].file] | map(ref)),
            actionStatus: "http://schema.org/CompletedActionStatus", agent: ("#author-0" | ref)})
      ])};

if $form == "cff" then cff elif $form == "rescience" then rescience else crate end
