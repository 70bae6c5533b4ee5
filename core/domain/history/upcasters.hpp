// Upcasters: the steps that turn the data of an event which an older release has written into data
// that this one reads (P10). Each step takes the data of one schema version to the next.
//
//     Upcasters upcasters;
//     upcasters.add("RequestCreated", 1, [](ValueMap data) {  // version 2 knows priorities
//         data.emplace("priority", 0);
//         return data;
//     });
//     auto data = upcasters.upcast("RequestCreated", 1, 2, std::move(stored));
//
// All steps are added before the first use; after that any thread may upcast.
// Errors: std::logic_error for a step that is there already, std::runtime_error for a missing one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "core/messages/value.hpp"

namespace hf {

class Upcasters {
public:
    using Step = std::function<ValueMap(ValueMap data)>;

    // Adds the step from version `from` to version `from` + 1.
    void add(std::string type, std::uint32_t from, Step step);

    [[nodiscard]] bool has(const std::string& type, std::uint32_t from) const;
    [[nodiscard]] ValueMap upcast(const std::string& type, std::uint32_t from, std::uint32_t to, ValueMap data) const;

private:
    std::map<std::pair<std::string, std::uint32_t>, Step> steps_;
};

// The steps for everything that any released version has written. When an event's data changes its layout, its struct
// declares the new schema version and a step is added here. A new optional field needs neither.
const Upcasters& released_upcasters();

}  // namespace hf
