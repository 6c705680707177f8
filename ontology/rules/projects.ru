# Projects: the short ways to partners and statuses, which follow from one claim and stand in its graph,
# and what the asset says of its project and the project of its asset, which needs several claims.
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX modality: <https://w3id.org/sogdian/code/modality/>
PREFIX partner-role: <https://w3id.org/sogdian/code/partner-role/>

# kg:partner: an agent has a role in a project, and not only in a plan, forecast or proposal, nor only in a bid
INSERT { ?project kg:partner ?agent ; kg:participant ?agent . GRAPH ?claim { ?project kg:partner ?agent ; kg:participant ?agent } }
WHERE {
  GRAPH ?claim { ?role kg:project ?project ; kg:agent ?agent }
  FILTER NOT EXISTS { ?role kg:projectRole partner-role:bidder }
  FILTER NOT EXISTS { ?role kg:modality ?modality . FILTER (?modality != modality:actual) }
} ;

# kg:hasStatus: the same for a status
INSERT { ?thing kg:hasStatus ?status . GRAPH ?claim { ?thing kg:hasStatus ?status } }
WHERE {
  GRAPH ?claim { ?change kg:statusOf ?thing ; kg:newStatus ?status }
  FILTER NOT EXISTS { ?change kg:modality ?modality . FILTER (?modality != modality:actual) }
} ;

# kg:state of a project, from what it builds
INSERT { ?project kg:state ?state . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?project kg:state ?state } }
WHERE { ?project kg:builds ?asset . ?asset kg:state ?state } ;

# kg:operator of an asset, from the role of operator in the project that builds it
INSERT { ?asset kg:operator ?agent . GRAPH <https://w3id.org/sogdian/graph/inferred> { ?asset kg:operator ?agent } }
WHERE {
  ?project kg:builds ?asset ; kg:partner ?agent .
  ?role kg:project ?project ; kg:agent ?agent ; kg:projectRole partner-role:operator .
  FILTER NOT EXISTS { ?role kg:modality ?modality . FILTER (?modality != modality:actual) }
}
