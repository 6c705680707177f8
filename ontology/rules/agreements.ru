# Shortcuts from an agreement to the agents that take part in it. Each follows from one claim's triples and is
# stated in that claim's graph too, so that "who says so" can be asked of the short way as of the long one.
# What is only planned, expected or proposed gives no shortcut. A step inside a state (adopted by parliament, signed
# into law, approved by the government) is no act of consent and never gives kg:ratifiedBy or kg:approvedBy.
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX action: <https://w3id.org/sogdian/code/action/>
PREFIX modality: <https://w3id.org/sogdian/code/modality/>
PREFIX participation-role: <https://w3id.org/sogdian/code/participation-role/>

# What a party did, by the code of the action.
INSERT {
  ?agreement ?shortcut ?party ; kg:participant ?party .
  GRAPH ?claim { ?agreement ?shortcut ?party ; kg:participant ?party }
}
WHERE {
  VALUES (?type ?shortcut) {
    (action:agreed                     kg:agreedBy)
    (action:initialling                kg:initialledBy)
    (action:signature                  kg:signatory)
    (action:definitive-signature       kg:signatory)
    (action:ratification               kg:ratifiedBy)
    (action:acceptance                 kg:acceptedBy)
    (action:approval                   kg:approvedBy)
    (action:accession                  kg:accededBy)
    (action:succession                 kg:succeededBy)
    (action:provisional-application    kg:provisionallyAppliedBy)
    (action:entry-into-force-for-party kg:boundParty)
    (action:denunciation               kg:withdrawnBy)
    (action:withdrawal                 kg:withdrawnBy)
  }
  GRAPH ?claim {
    ?action kg:actionType ?type ; kg:participation ?participation .
    ?participation kg:agreement ?agreement ; kg:party ?party .
    FILTER NOT EXISTS { ?action kg:modality ?modality . FILTER (?modality != modality:actual) }
  }
} ;

# A claim that names a party and nothing that it did: the party takes part, unless as a mere observer, witness or the like.
INSERT {
  ?agreement kg:participant ?party .
  GRAPH ?claim { ?agreement kg:participant ?party }
}
WHERE {
  GRAPH ?claim {
    ?participation kg:agreement ?agreement ; kg:party ?party .
    FILTER NOT EXISTS { ?action kg:participation ?participation }
    FILTER NOT EXISTS {
      ?participation kg:participationRole ?role
      FILTER (?role IN (participation-role:observer, participation-role:mediator, participation-role:witness,
                        participation-role:negotiator, participation-role:joining))
    }
  }
}
