import PhysicalDevices
import PhysicalLearning
import Testing

@Suite("Placement")
struct PlacementTests {
    @Test("a unit that fits one tile is one block at its origin")
    func oneTile() throws {
        let placements = try Placement.place(
            [.test(inputs: 10, outputs: 4), .test(inputs: 4, outputs: 3)],
            on: ArrayGeometry(tiles: 2, rows: 11, columns: 8))
        #expect(placements[0].pieces.map(\.block) == [CellBlock(tile: 0, rows: 0..<11, columns: 0..<8)])
        #expect(placements[1].pieces.map(\.block) == [CellBlock(tile: 1, rows: 0..<5, columns: 0..<6)])
    }

    @Test("a larger unit covers every row and output exactly once, each piece on a tile of its own")
    func severalTiles() throws {
        let placement = try Placement.place(
            [.test(inputs: 25, outputs: 9)], on: ArrayGeometry(tiles: 99, rows: 8, columns: 8))[0]
        var covered = [[Int]](repeating: [Int](repeating: 0, count: 9), count: 26)
        for piece in placement.pieces {
            #expect(piece.block.rows.count == piece.rows.count && piece.block.outputs == piece.outputs.count)
            for row in piece.rows { for output in piece.outputs { covered[row][output] += 1 } }
        }
        #expect(covered.allSatisfy { $0.allSatisfy { $0 == 1 } })
        #expect(Set(placement.pieces.map(\.block.tile)).count == placement.pieces.count)
    }

    @Test("too small a device is refused with both numbers")
    func tooSmall() throws {
        let error = try #require(throws: PlacementError.self) {
            try Placement.place([.test(inputs: 25, outputs: 9)], on: ArrayGeometry(tiles: 2, rows: 8, columns: 8))
        }
        #expect(error.needed == 12 && "\(error)".contains("has 2"))
    }
}

extension UnitSpecification {
    static func test(
        name: String = "unit", inputs: Int, outputs: Int, activation: Activation = .clip, initialSpread: Double = 1.4
    ) -> UnitSpecification {
        UnitSpecification(
            name: name, inputs: inputs, outputs: outputs, activation: activation, fullScale: Voltage(1),
            calibrationTarget: 0.5, initialSpread: initialSpread, learningRate: 0.01)
    }
}
