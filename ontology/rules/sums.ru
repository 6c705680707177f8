# What sums of money leave out and why, and which statements tell of the same money (sums.ttl has the reasons). Each conclusion needs
# several claims, so all stand in the inferred graph. The rules run in their order: the later ones ask what the earlier left out.
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX modality: <https://w3id.org/sogdian/code/modality/>
PREFIX scope: <https://w3id.org/sogdian/code/scope/>
PREFIX financing-stage: <https://w3id.org/sogdian/code/financing-stage/>
PREFIX sum-exclusion: <https://w3id.org/sogdian/code/sum-exclusion/>

# in which documents a sum is told
INSERT {
  ?node kg:toldIn ?document .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:toldIn ?document }
}
WHERE {
  GRAPH ?claim { ?node a kg:Financing }
  ?claim prov:wasDerivedFrom ?document .
} ;

# a code that is marked: a pledge, a plan, what is repaid
INSERT {
  ?node kg:leftOutOfSums ?reason .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums ?reason }
}
WHERE {
  ?code kg:excludedFromSums ?reason .
  ?node kg:financingStage|kg:financingKind|kg:modality ?code ; a kg:Financing .
} ;

# no amount, or no currency
INSERT {
  ?node kg:leftOutOfSums sum-exclusion:no-amount .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums sum-exclusion:no-amount }
}
WHERE {
  ?node a kg:Financing .
  FILTER NOT EXISTS { ?node kg:number ?number ; kg:unit ?unit }
} ;

# what the source says of the whole record
INSERT {
  ?node kg:leftOutOfSums ?reason .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums ?reason }
}
WHERE {
  VALUES (?property ?value ?reason) {
    (kg:umbrella true sum-exclusion:umbrella)
    (kg:recommendedForAggregates false sum-exclusion:not-recommended)
  }
  ?project ?property ?value .
  ?node kg:finances ?project ; a kg:Financing .
} ;

# the project's last status; one without a date is the last if it is the only one of its project, or a cancellation
INSERT {
  ?node kg:leftOutOfSums ?reason .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums ?reason }
}
WHERE {
  ?status kg:excludedFromSums ?reason .
  ?change kg:newStatus ?status ; kg:statusOf ?project .
  FILTER NOT EXISTS { ?change kg:modality ?modality FILTER (?modality != modality:actual) }
  FILTER NOT EXISTS { ?change kg:scope ?scope FILTER (?scope != scope:whole) }
  OPTIONAL { ?change kg:latest ?until }
  FILTER NOT EXISTS {
    ?later kg:statusOf ?project ; kg:newStatus ?next .
    FILTER (?next != ?status)
    FILTER NOT EXISTS { ?later kg:modality ?planned FILTER (?planned != modality:actual) }
    OPTIONAL { ?later kg:earliest ?since }
    FILTER (IF(BOUND(?until), BOUND(?since) && ?since > ?until, ?reason != sum-exclusion:cancelled))
  }
  ?node kg:finances ?project ; a kg:Financing .
} ;

# the same money in two statements. Of one thing, in one currency, price basis and scope, with no financier, borrower, kind or date
# that speaks against it: the same figure, or, in two documents, nearly the same one.
INSERT {
  ?one kg:sameSumAs ?other .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?one kg:sameSumAs ?other }
}
WHERE {
  ?one a kg:Financing ; kg:unit ?unit ; kg:number ?number .
  {
    ?one kg:finances ?thing . ?other kg:finances ?thing
  } UNION {
    ?one kg:recipient ?thing . ?other kg:recipient ?thing
    FILTER NOT EXISTS { ?one kg:finances ?for }
    FILTER NOT EXISTS { ?other kg:finances ?for }
  } UNION {
    ?one kg:finances ?first . { ?first kg:linkedProject ?second } UNION { ?second kg:linkedProject ?first }
    ?other kg:finances ?second ; kg:financier ?common .
    ?one kg:financier ?common .
  }
  ?other a kg:Financing ; kg:unit ?otherUnit ; kg:number ?figure .
  FILTER (?one != ?other && ?unit = ?otherUnit && ?number <= 1.05 * ?figure && ?figure <= 1.05 * ?number)
  OPTIONAL { ?one kg:priceBasis ?basis }
  OPTIONAL { ?other kg:priceBasis ?otherBasis }
  OPTIONAL { ?one kg:priceYear ?year }
  OPTIONAL { ?other kg:priceYear ?otherYear }
  OPTIONAL { ?one kg:scope ?scope }
  OPTIONAL { ?other kg:scope ?otherScope }
  FILTER (COALESCE(STR(?basis), "") = COALESCE(STR(?otherBasis), ""))
  FILTER (COALESCE(STR(?year), "") = COALESCE(STR(?otherYear), ""))
  FILTER (COALESCE(?scope, scope:whole) = COALESCE(?otherScope, scope:whole))
  FILTER NOT EXISTS { ?one kg:scopePart ?part FILTER NOT EXISTS { ?other kg:scopePart ?part } }
  FILTER NOT EXISTS { ?other kg:scopePart ?part FILTER NOT EXISTS { ?one kg:scopePart ?part } }
  FILTER NOT EXISTS {
    ?one kg:financier ?lender . ?other kg:financier ?otherLender
    FILTER NOT EXISTS { ?one kg:financier ?both . ?other kg:financier ?both }
  }
  FILTER NOT EXISTS {
    ?one kg:borrower ?borrower . ?other kg:borrower ?otherBorrower
    FILTER NOT EXISTS { ?one kg:borrower ?both . ?other kg:borrower ?both }
  }
  FILTER NOT EXISTS {
    ?one kg:financingKind ?kind . ?other kg:financingKind ?otherKind
    FILTER (?kind != ?otherKind)
    FILTER NOT EXISTS { ?kind skos:broader ?otherKind }
    FILTER NOT EXISTS { ?otherKind skos:broader ?kind }
  }
  OPTIONAL { ?one kg:earliest ?day }
  OPTIONAL { ?one kg:period/kg:firstDay ?begin }
  OPTIONAL { ?other kg:earliest ?otherDay }
  OPTIONAL { ?other kg:period/kg:firstDay ?otherBegin }
  BIND (YEAR(COALESCE(?day, ?begin)) - YEAR(COALESCE(?otherDay, ?otherBegin)) AS ?apart)
  BIND (EXISTS { ?one kg:toldIn ?document . ?other kg:toldIn ?document } AS ?together)
  FILTER (
    (?number = ?figure && COALESCE(IF(?together, ?apart = 0, ABS(?apart) <= 1), true))
    || (!?together && !BOUND(?first) && COALESCE(ABS(?apart) <= 1, true))
  )
} ;

# Or two answers to one question: two documents that give two figures, or one that gives
# one figure of a day and another with a note (as its database adjusted it).
INSERT {
  ?one kg:sameSumAs ?other .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?one kg:sameSumAs ?other }
}
WHERE {
  ?one a kg:Financing ; kg:question ?question ; kg:unit ?unit ; kg:number ?number .
  ?other a kg:Financing ; kg:question ?question ; kg:unit ?otherUnit ; kg:number ?figure .
  FILTER (?one != ?other && ?unit = ?otherUnit)
  OPTIONAL { ?one kg:priceBasis ?basis }
  OPTIONAL { ?other kg:priceBasis ?otherBasis }
  OPTIONAL { ?one kg:priceYear ?year }
  OPTIONAL { ?other kg:priceYear ?otherYear }
  OPTIONAL { ?one kg:scope ?scope }
  OPTIONAL { ?other kg:scope ?otherScope }
  OPTIONAL { ?one kg:financingStage ?stage }
  OPTIONAL { ?other kg:financingStage ?otherStage }
  OPTIONAL { ?one kg:share ?share }
  OPTIONAL { ?other kg:share ?otherShare }
  FILTER (COALESCE(STR(?basis), "") = COALESCE(STR(?otherBasis), ""))
  FILTER (COALESCE(STR(?year), "") = COALESCE(STR(?otherYear), ""))
  FILTER (COALESCE(?scope, scope:whole) = COALESCE(?otherScope, scope:whole))
  FILTER (COALESCE(?stage = ?otherStage, true))
  FILTER (COALESCE(?share, 100) = COALESCE(?otherShare, 100))
  FILTER NOT EXISTS { ?one kg:scopePart ?part FILTER NOT EXISTS { ?other kg:scopePart ?part } }
  FILTER NOT EXISTS { ?other kg:scopePart ?part FILTER NOT EXISTS { ?one kg:scopePart ?part } }
  OPTIONAL { ?one kg:earliest ?day }
  OPTIONAL { ?one kg:period/kg:firstDay ?begin }
  OPTIONAL { ?other kg:earliest ?otherDay }
  OPTIONAL { ?other kg:period/kg:firstDay ?otherBegin }
  FILTER (COALESCE(ABS(YEAR(COALESCE(?day, ?begin)) - YEAR(COALESCE(?otherDay, ?otherBegin))) <= 1, true))
  BIND (EXISTS { ?one kg:scopeNote ?note } AS ?noted)
  BIND (EXISTS { ?other kg:scopeNote ?otherNote } AS ?otherNoted)
  FILTER (
    NOT EXISTS { ?one kg:toldIn ?document . ?other kg:toldIn ?document }
    || (?noted != ?otherNoted && COALESCE(?day = ?otherDay, false))
  )
} ;

# one lender's share of what several give together
INSERT {
  ?node kg:leftOutOfSums sum-exclusion:share-of-whole .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums sum-exclusion:share-of-whole }
}
WHERE {
  ?node a kg:Financing ; kg:finances ?thing ; kg:financier ?lender ; kg:unit ?unit ; kg:number ?number .
  ?whole kg:finances ?thing ; kg:financier ?lender , ?another ; kg:unit ?unit ; kg:number ?sum .
  FILTER (?node != ?whole && ?sum > ?number)
  FILTER NOT EXISTS { ?node kg:financier ?another }
  FILTER NOT EXISTS { ?node kg:financier ?outside FILTER NOT EXISTS { ?whole kg:financier ?outside } }
  FILTER NOT EXISTS { ?whole kg:leftOutOfSums ?reason }
  OPTIONAL { ?node kg:priceBasis ?basis }
  OPTIONAL { ?whole kg:priceBasis ?wholeBasis }
  OPTIONAL { ?node kg:priceYear ?year }
  OPTIONAL { ?whole kg:priceYear ?wholeYear }
  OPTIONAL { ?node kg:scope ?scope }
  OPTIONAL { ?whole kg:scope ?wholeScope }
  FILTER (COALESCE(STR(?basis), "") = COALESCE(STR(?wholeBasis), ""))
  FILTER (COALESCE(STR(?year), "") = COALESCE(STR(?wholeYear), ""))
  FILTER (COALESCE(?wholeScope, scope:whole) IN (scope:whole, COALESCE(?scope, scope:whole)))
} ;

# what is stated as a share of something, where the whole is stated too
INSERT {
  ?node kg:leftOutOfSums sum-exclusion:share-of-whole .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums sum-exclusion:share-of-whole }
}
WHERE {
  ?node a kg:Financing ; kg:finances ?thing ; kg:share ?share ; kg:unit ?unit ; kg:number ?number .
  ?whole a kg:Financing ; kg:finances ?thing ; kg:unit ?unit ; kg:number ?sum .
  FILTER (?share < 100 && ?sum > ?number)
  FILTER NOT EXISTS { ?whole kg:share ?part FILTER (?part < 100) }
  FILTER NOT EXISTS { ?whole kg:leftOutOfSums ?reason }
  FILTER (ABS(?sum * ?share / 100 - ?number) <= 0.05 * ?number)
} ;

# a phase or part of a thing, where one answer to the same question is of the whole; and a part of a project, where the same
# financier's money for the larger project is counted
INSERT {
  ?node kg:leftOutOfSums sum-exclusion:part-of-whole .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums sum-exclusion:part-of-whole }
}
WHERE {
  {
    ?node a kg:Financing ; kg:question ?question ; kg:scope ?scope .
    ?whole a kg:Financing ; kg:question ?question .
    FILTER (?scope != scope:whole)
    FILTER NOT EXISTS { ?whole kg:scope ?other FILTER (?other != scope:whole) }
    FILTER NOT EXISTS { ?whole kg:scopeNote ?note }
  } UNION {
    ?part kg:partOf+ ?project .
    ?node kg:finances ?part ; a kg:Financing .
    ?whole kg:finances ?project ; a kg:Financing .
    FILTER NOT EXISTS {
      ?node kg:financier ?lender
      FILTER NOT EXISTS { ?whole kg:financier ?lender }
      FILTER EXISTS { ?whole kg:financier ?someone }
    }
    FILTER NOT EXISTS { ?node kg:financingKind ?kind . ?whole kg:financingKind ?wholeKind FILTER (?kind != ?wholeKind)
      FILTER NOT EXISTS { ?kind skos:broader ?wholeKind } FILTER NOT EXISTS { ?wholeKind skos:broader ?kind } }
  }
  ?node kg:unit ?unit ; kg:number ?number .
  ?whole kg:unit ?wholeUnit ; kg:number ?sum .
  FILTER (?unit = ?wholeUnit && ?sum >= ?number)
  FILTER NOT EXISTS { ?whole kg:leftOutOfSums ?reason }
  OPTIONAL { ?node kg:priceBasis ?basis }
  OPTIONAL { ?whole kg:priceBasis ?wholeBasis }
  OPTIONAL { ?node kg:priceYear ?year }
  OPTIONAL { ?whole kg:priceYear ?wholeYear }
  FILTER (COALESCE(STR(?basis), "") = COALESCE(STR(?wholeBasis), ""))
  FILTER (COALESCE(STR(?year), "") = COALESCE(STR(?wholeYear), ""))
} ;

# what was paid of a commitment that is counted
INSERT {
  ?node kg:leftOutOfSums sum-exclusion:paid-of-commitment .
  GRAPH <https://w3id.org/sogdian/graph/inferred> { ?node kg:leftOutOfSums sum-exclusion:paid-of-commitment }
}
WHERE {
  ?node kg:financingStage financing-stage:disbursement ; a kg:Financing ; kg:finances ?thing .
  ?whole kg:financingStage financing-stage:commitment ; kg:finances ?thing .
  FILTER NOT EXISTS { ?whole kg:leftOutOfSums ?reason }
  FILTER NOT EXISTS {
    ?node kg:financier ?lender . ?whole kg:financier ?wholeLender
    FILTER NOT EXISTS { ?node kg:financier ?both . ?whole kg:financier ?both }
  }
  FILTER NOT EXISTS {
    ?node kg:financingKind ?kind . ?whole kg:financingKind ?wholeKind
    FILTER (?kind != ?wholeKind)
    FILTER NOT EXISTS { ?kind skos:broader ?wholeKind }
    FILTER NOT EXISTS { ?wholeKind skos:broader ?kind }
  }
}
