/// What the help of every test routine says.
enum CharacterisationHelp {
    static let discussion = """
        A routine of the device's own, run cell by cell, row by row. The worst that its parameters allow is held \
        against the device's safety envelope before anything is driven. The default of each parameter is in brackets; \
        docs/arc-one.md says more.
        """
}
