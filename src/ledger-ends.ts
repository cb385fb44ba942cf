/**
 * One of the migrations: what ends while a copy may be out ends `unknown`, also when it waited for its second try.
 * Never changed once released.
 */
export const ledgerEnds = `
  DROP TRIGGER deliveries_transition;
  UPDATE deliveries SET state = 'unknown' WHERE state IN ('withdrawn', 'expired') AND marks > 0;
  CREATE TRIGGER deliveries_transition BEFORE UPDATE OF state ON deliveries
    WHEN NOT (
      OLD.state = NEW.state
      OR OLD.state = 'waiting' AND NEW.state NOT IN ('accepted', 'unknown')
      OR OLD.state = 'waiting' AND NEW.state = 'unknown' AND (NEW.marks > 0 OR NEW.last_outcome IS 'restored')
      OR OLD.state = 'in_flight' AND NEW.state IN ('waiting', 'accepted', 'refused', 'unknown')
      OR OLD.state = 'superseded' AND NEW.state IN ('waiting', 'withdrawn')
      OR OLD.state = 'superseded' AND NEW.state = 'unknown' AND NEW.marks > 0
      OR OLD.state = 'left' AND NEW.state = 'waiting' AND OLD.last_outcome IS 'suppressed'
      OR OLD.state IN ('withdrawn', 'refused', 'expired', 'unknown') AND NEW.state = 'waiting')
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot change from the one state into the other'); END;
`;
