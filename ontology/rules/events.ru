# Events and ties: short ways that follow from one claim and stand in its graph.
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX modality: <https://w3id.org/sogdian/code/modality/>
PREFIX event-role: <https://w3id.org/sogdian/code/event-role/>

# kg:participant: whoever took part, and was not only to take part; the subject of an event is no participant
INSERT { ?event kg:participant ?agent . GRAPH ?claim { ?event kg:participant ?agent } }
WHERE {
  GRAPH ?claim { ?participation kg:event ?event ; kg:agent ?agent }
  FILTER NOT EXISTS { ?participation kg:eventRole event-role:subject }
  FILTER NOT EXISTS { ?participation kg:modality ?modality . FILTER (?modality != modality:actual) }
} ;

# kg:host and kg:organiser
INSERT { ?event kg:host ?agent . GRAPH ?claim { ?event kg:host ?agent } }
WHERE {
  GRAPH ?claim { ?participation kg:event ?event ; kg:agent ?agent ; kg:eventRole event-role:host . ?event kg:participant ?agent }
} ;

INSERT { ?event kg:organiser ?agent . GRAPH ?claim { ?event kg:organiser ?agent } }
WHERE {
  GRAPH ?claim { ?participation kg:event ?event ; kg:agent ?agent ; kg:eventRole ?role . ?event kg:participant ?agent }
  FILTER (?role IN (event-role:organiser, event-role:co-organiser))
} ;

# kg:cooperatesWith, both ways
INSERT { ?one kg:cooperatesWith ?other . GRAPH ?claim { ?one kg:cooperatesWith ?other } }
WHERE {
  GRAPH ?claim { ?cooperation a kg:Cooperation ; kg:between ?one , ?other }
  FILTER (?one != ?other)
  FILTER NOT EXISTS { ?cooperation kg:modality ?modality . FILTER (?modality != modality:actual) }
} ;

# kg:ledTo: the agreement that was signed, adopted or brought into force at an event
INSERT { ?event kg:ledTo ?agreement . GRAPH ?claim { ?event kg:ledTo ?agreement } }
WHERE {
  GRAPH ?claim {
    ?action kg:atEvent ?event .
    { ?action kg:participation ?participation . ?participation kg:agreement ?agreement }
    UNION { ?action kg:onAgreement ?agreement }
  }
  FILTER NOT EXISTS { ?action kg:modality ?modality . FILTER (?modality != modality:actual) }
}
