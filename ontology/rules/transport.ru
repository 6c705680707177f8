# Transport: through which states a way runs, and in which states a company is therefore active.
# Needs several claims, so the results stand in the inferred graph beside the default graph.
# Runs after places.ru and projects.ru, which give places and projects their states.
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX code: <https://w3id.org/sogdian/code/>
PREFIX modality: <https://w3id.org/sogdian/code/modality/>
PREFIX partner-role: <https://w3id.org/sogdian/code/partner-role/>
PREFIX status: <https://w3id.org/sogdian/code/status/>

# kg:passesThrough: the states of the places and crossings of a segment, but not of one that is only planned or expected
INSERT { ?way kg:passesThrough ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?way kg:passesThrough ?state } }
WHERE {
  ?segment kg:segmentOf ?way .
  { ?segment kg:from|kg:to|kg:via ?place . ?place kg:state ?state }
  UNION { ?segment kg:throughCrossing ?crossing . ?crossing kg:state|kg:onBorderOf ?state }
  FILTER NOT EXISTS {
    ?segment kg:modality ?modality .
    FILTER (?modality NOT IN (modality:actual, modality:estimate, modality:preliminary, code:not-stated))
  }
} ;

# the states of the ends of a way and of places between
INSERT { ?way kg:passesThrough ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?way kg:passesThrough ?state } }
WHERE {
  ?way a kg:Path ; kg:from|kg:to|kg:via ?place .
  ?place kg:state ?state .
} ;

# a line that lies within a state
INSERT { ?line kg:passesThrough ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?line kg:passesThrough ?state } }
WHERE { ?line a kg:Line ; kg:state ?state } ;

# a corridor: what its routes and branches pass through; a line: what its sections pass through, but not one that is only planned
INSERT { ?whole kg:passesThrough ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?whole kg:passesThrough ?state } }
WHERE {
  { ?part a kg:Route ; kg:corridor ?whole }
  UNION { ?part a kg:Corridor ; kg:partOf+ ?whole . ?whole a kg:Corridor }
  UNION { ?part a kg:Line ; kg:partOf+ ?whole . ?whole a kg:Line }
  ?part kg:passesThrough ?state .
  FILTER NOT EXISTS {
    ?part kg:hasStatus ?plan .
    FILTER (?plan IN (status:planned, status:proposed, status:announced, status:under-study, status:cancelled))
    FILTER NOT EXISTS { ?part kg:hasStatus ?works . FILTER (?works IN (status:operating, status:completed, status:test-operation)) }
  }
} ;

INSERT { ?corridor kg:passesThrough ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?corridor kg:passesThrough ?state } }
WHERE {
  ?branch a kg:Corridor ; kg:partOf+ ?corridor ; kg:passesThrough ?state .
  ?corridor a kg:Corridor .
} ;

# kg:state: a line lies in the states that it passes through, and so does the project that builds it
INSERT { ?line kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?line kg:state ?state } }
WHERE { ?line a kg:Line ; kg:passesThrough ?state } ;

INSERT { ?project kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?project kg:state ?state } }
WHERE { ?project kg:builds ?line . ?line a kg:Line ; kg:state ?state } ;

# kg:activeIn: a company and the states of the projects, assets, zones and services in which it takes part. The partner of a
# project is active once the project is more than agreed: contracted, financed, built or in operation; or if it operates it,
# or does its works where no source tells a status
INSERT { ?company kg:activeIn ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?company kg:activeIn ?state } }
WHERE {
  # the inner query comes first: joined with its filter, the engine would try each company with each state
  {
    SELECT DISTINCT ?company ?state WHERE {
      {
    ?project kg:partner ?company ; kg:state ?state .
    {
      ?project kg:hasStatus ?status .
      FILTER (?status IN (status:contracted, status:financed, status:under-construction, status:test-operation,
                          status:completed, status:operating, status:resumed))
    } UNION {
      ?role kg:project ?project ; kg:agent ?company ; kg:projectRole ?does .
      FILTER NOT EXISTS { ?role kg:modality ?modality . FILTER (?modality != modality:actual) }
      FILTER (?does = partner-role:operator
        || (?does IN (partner-role:general-contractor, partner-role:contractor, partner-role:subcontractor,
                      partner-role:supplier, partner-role:supervisor)
          && NOT EXISTS { ?project kg:hasStatus ?told }))
    }
  }
      UNION { ?asset kg:operator|kg:resident ?company ; kg:state ?state }
      UNION { ?company kg:owns ?asset . ?asset a kg:Asset ; kg:state ?state }
      UNION { ?service kg:operator|kg:carrier ?company ; kg:passesThrough ?state }
      UNION {
        ?segment kg:operator ?company ; kg:from|kg:to ?place .
        ?place kg:state ?state .
        FILTER NOT EXISTS {
          ?segment kg:modality ?modality .
          FILTER (?modality NOT IN (modality:actual, modality:estimate, modality:preliminary, code:not-stated))
        }
      }
    }
  }
  ?company a kg:Organisation .
  FILTER NOT EXISTS { VALUES ?kind { kg:PublicBody kg:IntergovernmentalOrganisation } ?company a ?kind }
}
