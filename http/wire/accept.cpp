#include "http/wire/accept.hpp"

namespace hf::http {

bool names_media_type(const Headers& headers, std::string_view type) {
    for (const auto& field : headers.all()) {
        if (!same_name(field.name, "Accept")) continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            const auto end = rest.find(',');
            const auto each = rest.substr(0, end);
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
            if (same_name(trimmed(each.substr(0, each.find(';'))), type)) return true;
        }
    }
    return false;
}

}  // namespace hf::http
