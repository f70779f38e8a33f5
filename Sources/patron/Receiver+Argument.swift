public import ArgumentParser
public import Reports

// On the command line receivers and consent are written as in lists.json.
extension Receiver: ExpressibleByArgument {}
extension ListSettings.Consent: ExpressibleByArgument {}
