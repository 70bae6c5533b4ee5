// What a launch says of its machines, as parameters: of RunInstances itself, or of a launch
// template, where they have the same names below `LaunchTemplateData.`.
#pragma once

#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// What was found out for a specification.
struct ReadySpecification {
    LaunchSpecification spec;
    std::string image_id;
    std::string root_device;
    std::string user_data;  // base64
};

// All but type, subnet, price, number and tags; those of the native specification first.
void add_launch_data(Form& form, const std::string& prefix, const ReadySpecification& ready);

// A map of parameters as a Query API has them: {A: {B: 1}, C: [x]} is A.B=1 and C.1=x.
void add_native(Form& form, const std::string& prefix, const ValueMap& parameters);

std::string base64(std::string_view bytes);

}  // namespace hf::aws
