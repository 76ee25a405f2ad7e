import Environments
import ExternalEnvironments
import Testing

@Suite("Addresses of environments")
struct EnvironmentAddressTests {
    @Test("what a file may write is read and written again", arguments: ["cartpole", "varlink:/run/pibd/plant"])
    func forms(text: String) { #expect(EnvironmentAddress(text)?.description == text) }

    @Test("anything else is no address", arguments: ["", "CartPole", "varlink:", "varlink:relative", "/run/plant"])
    func others(text: String) { #expect(EnvironmentAddress(text) == nil) }

    @Test("the built-in environment opens, one that is not there says so")
    func opening() async throws {
        #expect(try await EnvironmentAddress.cartPole.open().description.name == "cartpole")
        await #expect(throws: EnvironmentError.self) {
            _ = try await EnvironmentAddress.varlink(path: "/nonexistent/plant").open()
        }
    }
}
