# A ship is registered in a country if one claim says so; stated inside that claim's graph too.
PREFIX m: <https://mini.example/ontology#>
INSERT { ?ship m:registeredIn ?flag . GRAPH ?claim { ?ship m:registeredIn ?flag } }
WHERE { GRAPH ?claim { ?registration m:ship ?ship ; m:flag ?flag } }
