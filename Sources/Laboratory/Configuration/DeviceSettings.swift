/// One device as the daemon's configuration describes it.
public struct DeviceSettings: Sendable {
    /// Its id, unique in the daemon.
    public let id: String
    /// Name of the driver.
    public let driver: String
    /// Root seed of a simulated device; nil when none is written.
    public let seed: Int?
    /// Where a real device is, a stream address as text; nil when none is written.
    public let port: String?
    /// The table `[device.link]`, which the driver checks against its own schema.
    public let link: TOMLSection
    /// The table `[device.chip]`, which the driver checks against its own schema with `checked(against:)`.
    public let chip: TOMLSection
    /// The limits written for it.
    public let envelope: EnvelopeSettings

    let section: TOMLSection

    init(_ section: TOMLSection) throws {
        id = try section.string("id")
        guard id.isIdentifier else {
            throw section.error(
                "id", "\"\(id)\" cannot be a device's id",
                remedy: "begin with a letter and go on with letters, digits, \"-\" and \"_\", 64 at most")
        }
        driver = try section.string("driver")
        seed = section.isWritten("seed") ? try section.integer("seed") : nil
        port = section.isWritten("port") ? try section.string("port") : nil
        link = section.section("link")
        chip = section.section("chip")
        envelope = try EnvelopeSettings(section.section("envelope"))
        self.section = section
    }

    /// An error at one of its keys, for instance an unknown driver, with the file and line.
    public func error(_ key: String, _ message: String, remedy: String) -> ConfigurationError {
        section.error(key, message, remedy: remedy)
    }
}
