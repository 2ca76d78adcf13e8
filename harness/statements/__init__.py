"""What people state about an app and sign for: attestations, which answer, and waivers, which let a finding stand."""
