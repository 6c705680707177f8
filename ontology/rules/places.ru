# Places: within is transitive, and what lies in the territory of a state, or belongs to it, has kg:state.
# Needs several claims, so the results stand in the inferred graph beside the default graph.
# A group of territories (Central Asia) is the territory of no state, so nothing in it gets a state from the group.
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>

# a place in a place in a place
INSERT {
  ?place kg:within ?larger ; geo:sfWithin ?larger .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?place kg:within ?larger ; geo:sfWithin ?larger }
}
WHERE { ?place kg:within/kg:within+ ?larger . FILTER (?place != ?larger) } ;

# a territory, and what lies in it
INSERT { ?place kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?place kg:state ?state } }
WHERE { { ?place kg:territoryOf ?state } UNION { ?place kg:within ?territory . ?territory kg:territoryOf ?state } } ;

# a part of a facility that no claim places anywhere else
INSERT { ?part kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?part kg:state ?state } }
WHERE {
  ?part kg:partOf+ ?whole .
  ?part a kg:Facility .
  ?whole a kg:Facility ; kg:state ?state .
  FILTER NOT EXISTS { ?part kg:within ?elsewhere }
} ;

# an event or a project, from its place
INSERT { ?thing kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?thing kg:state ?state } }
WHERE {
  { ?thing a kg:Event } UNION { ?thing a kg:Project }
  ?thing kg:place ?place .
  ?place kg:state ?state .
} ;

# an agent: its home state, else the state of its seat
INSERT { ?agent kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?agent kg:state ?state } }
WHERE { ?agent kg:homeState|kg:governmentOf ?state } ;

INSERT { ?agent kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?agent kg:state ?state } }
WHERE {
  ?agent kg:seat ?place .
  ?place kg:state ?state .
  FILTER NOT EXISTS { ?agent kg:homeState|kg:governmentOf ?home }
}
