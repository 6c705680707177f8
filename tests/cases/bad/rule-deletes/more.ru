PREFIX m: <https://mini.example/ontology#>
INSERT { ?s m:p ?o } WHERE { ?s m:q ?o } ;
DELETE { ?s m:q ?o } WHERE { ?s m:q ?o }
