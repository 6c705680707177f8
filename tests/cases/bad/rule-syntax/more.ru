PREFIX m: <https://mini.example/ontology#>
INSERT { ?s m:p ?o } WERE { ?s m:q ?o }
