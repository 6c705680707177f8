# Shortcuts from memberships and ownerships. The state of a government, a company or a mission is in places.ru.
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX membership-role: <https://w3id.org/sogdian/code/membership-role/>
PREFIX modality: <https://w3id.org/sogdian/code/modality/>

# Who is a member: not one who only decided or agreed to join, observes, or is a member no more.
INSERT {
  ?member kg:memberOf ?organisation .
  GRAPH ?claim { ?member kg:memberOf ?organisation }
}
WHERE {
  GRAPH ?claim {
    ?membership a kg:Membership ; kg:organisation ?organisation ; kg:member ?member .
    FILTER NOT EXISTS {
      ?membership kg:membershipRole ?role
      FILTER (?role NOT IN (membership-role:member, membership-role:founder, membership-role:chair))
    }
    FILTER NOT EXISTS { ?membership kg:endDate ?end }
    FILTER NOT EXISTS { ?membership kg:modality ?modality . FILTER (?modality != modality:actual) }
  }
} ;

# Who owns: not what is only planned, nor what is said to have ended.
INSERT {
  ?owner kg:owns ?owned .
  GRAPH ?claim { ?owner kg:owns ?owned }
}
WHERE {
  GRAPH ?claim {
    ?ownership a kg:Ownership ; kg:owned ?owned ; kg:owner ?owner .
    FILTER NOT EXISTS { ?ownership kg:endDate ?end }
    FILTER NOT EXISTS { ?ownership kg:modality ?modality . FILTER (?modality != modality:actual) }
  }
} ;

# A part of a body belongs to the state to which the body belongs; needs several claims.
INSERT {
  ?part kg:state ?state .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?part kg:state ?state }
}
WHERE {
  ?part kg:unitOf+ ?body .
  ?body kg:governmentOf|kg:homeState ?state
}
