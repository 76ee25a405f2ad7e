import ControlInterface
import Foundation
import Testing

@Suite("JSON and Codable")
struct JSONValueCodingTests {
    private struct Inner: Codable, Equatable {
        var seconds: Double
        var gain: Float?
    }

    private struct Outer: Codable, Equatable {
        var name: String
        var count: UInt16
        var flag: Bool
        var inner: [Inner]
        var map: [String: Int]
        var absent: String?
        var state: State
        var free: JSONValue

        enum State: String, Codable {
            case running
        }
    }

    private let value = Outer(
        name: "a", count: 7, flag: true, inner: [Inner(seconds: 0.1, gain: 0.1), Inner(seconds: 2)],
        map: ["x": -1], absent: nil, state: .running, free: ["k": [1, nil, "s"]])

    @Test("a nested value becomes the JSON one expects, and comes back")
    func roundTrip() throws {
        let json = try JSONValue(encoding: value)
        #expect(
            json == [
                "name": "a", "count": 7, "flag": true,
                "inner": [["seconds": 0.1, "gain": .double(Double(Float(0.1)))], ["seconds": 2.0]],
                "map": ["x": -1], "state": "running", "free": ["k": [1, nil, "s"]],
            ])
        #expect(try json.decoded(as: Outer.self) == value)
        #expect(try JSONValue(parsing: json.serialized()).decoded(as: Outer.self) == value)
    }

    @Test("Foundation's coders read what ours writes, and the other way round")
    func foundation() throws {
        let ours = Data(try JSONValue(encoding: value).serialized())
        #expect(try JSONDecoder().decode(Outer.self, from: ours) == value)
        #expect(try JSONValue(parsing: JSONEncoder().encode(value)).decoded(as: Outer.self) == value)
    }

    @Test("integers are taken for floats, and floats without a fraction for integers")
    func numbers() throws {
        #expect(try JSONValue.int(3).decoded(as: Double.self) == 3)
        #expect(try JSONValue.double(3).decoded(as: Int.self) == 3)
        #expect(throws: DecodingError.self) { try JSONValue.double(3.5).decoded(as: Int.self) }
        #expect(throws: DecodingError.self) { try JSONValue.int(300).decoded(as: UInt8.self) }
        #expect(throws: DecodingError.self) { try JSONValue.int(-1).decoded(as: UInt.self) }
        #expect(throws: DecodingError.self) { try JSONValue.double(1e300).decoded(as: Float.self) }
        #expect(throws: DecodingError.self) { try JSONValue.bool(true).decoded(as: Int.self) }
    }

    @Test("an integer beyond Int64 has no JSON form")
    func hugeInteger() {
        #expect(throws: EncodingError.self) { try JSONValue(encoding: UInt64.max) }
    }

    @Test("what does not fit is told with its path")
    func paths() throws {
        var json = try JSONValue(encoding: value)
        guard case .object(var members) = json else {
            Issue.record("no object")
            return
        }
        members["inner"] = [["seconds": 1], ["seconds": "x"]]
        json = .object(members)
        let error = #expect(throws: DecodingError.self) { try json.decoded(as: Outer.self) }
        let told = error.map(VarlinkError.invalidParameter)
        #expect(told?.parameters["parameter"] == "inner[1].seconds")
        #expect(told?.description == #"parameter "inner[1].seconds": a float expected, a string found"#)
    }
}
